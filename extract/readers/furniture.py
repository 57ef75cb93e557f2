"""What a web page prints around a text: menus, paths, tool bars, tables of metadata, footers.

Words of the page, never of one site: a line is furniture when nothing is left of it but such words.
"""

from __future__ import annotations

import re

from extract.readers.lines import INVISIBLE

MAX_FURNITURE = 400
"""Longer lines are text; it also bounds the time that the patterns take."""

_MENU = (
    r"(?:网站)?首\s*页|主\s*页|设为首页|(?:加入|添加|我的)?收藏(?:本站|本页)?|返回(?:首页|主页|列表|顶部|"
    r"上一?页|页首)|回到?顶部|TOP|"
    r"手机版|电脑版|PC版|WAP版?|移动(?:版|端)|客户端|APP|(?:微信)?小程序|公众号|网站支持IPv6|繁[体體](?:版|"
    r"中文)?|简[体體](?:版|中文)?|"
    r"中文版?|English(?: Version)?|EN|无障碍(?:阅读|浏览|版)?|进入无障碍|长者(?:版|模式|助手)|关怀版|"
    r"适老(?:化|版)|老年(?:版|模式)|大字版|"
    r"(?:高级|站内|全站|智能)?搜\s*索|检索|请输入(?:搜索)?关键(?:词|字).{0,8}|热词[:：]?|登\s*录|注\s*册|"
    r"用户登录|个人中心|退出|邮箱|RSS|订阅|"
    r"(?:网站|站点)(?:地图|导航|声明)|导航|菜单|网站群|关于(?:我们|本站)|联系(?:我们|方式)|(?:版权|隐私|法律|"
    r"免责)(?:声明|保护|政策)|意见反馈|"
    r"(?:我要|网站)?纠错|政府网站找错|举报|(?:关闭|打印)(?:窗口|本页|此页|页面|文章|正文)?|【\s*(?:关\s*闭|"
    r"打\s*印|纠\s*错|返\s*回|收\s*藏)[^】]{0,6}】|"
    r"(?:调整)?字[号體体](?:大小)?[:：]?|[【\[]?\s*(?:特|超)?\s*大\s*[|｜ ]*\s*中\s*[|｜ ]*\s*小\s*[】\]]?|"
    r"默认字号|A[+-]|"
    r"分享(?:到|至|本文|文章)?[:：]?|转发|(?:新浪)?微\s*[信博](?:扫一扫)?|QQ(?:空间|好友)?|朋友圈|腾讯微博|"
    r"人人网|豆瓣|复制链接|更多|"
    r"扫一扫(?:在手机|，?分享)?[^。]{0,14}|(?:微信)?扫码[^。]{0,10}|点赞|评论|我要评论|语音播报|(?:语音)?朗读|"
    r"听(?:全文|新闻|文章)|(?:点击)?下载|"
    r"保护视力色|背景色|视力保护|学习强国|正文|当前栏目|上一页|下一页|加载中|展开|收起|(?:https?:)?//[!-~]+"
)
_ONLY_MENU = re.compile(
    rf"(?![^\w>＞|｜◆■»]+$)(?:(?:{_MENU})|[\s|｜·•/\\>＞»›◆◇■□●○★☆▲▼△▽\[\]【】（）()，,、:：+_-])+", re.IGNORECASE
)
_DATE = r"\d{4}\s*[-年/.．]\s*\d{1,2}\s*[-月/.．]\s*\d{1,2}\s*日?"
_TIME = r"\s*T?\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?"
_PATH = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:所在|的)?位置(?:是)?\s*[:：]|^(?:网站)?(?:首页|主页)\s*(?:[>＞»›]|-{1,2}>)"
)
_SAFE = re.compile(
    r"(?:[【\[]?\s*(?:返回顶部|关闭(?:窗口|本页|此页|页面)|打印(?:本页|此页|页面|文章|正文)|我要纠错|"
    r"网站纠错)\s*[】\]]?|"
    r"[【\[]\s*(?:纠\s*错|打\s*印|分\s*享|关\s*闭|收\s*藏|返\s*回)\s*[】\]]|"
    r"扫一扫[^。]{0,16}|分享到[:：].{0,40}|[（(【\[]?\s*(?:责任编辑|责编|编辑)\s*[:：][^。]{0,20}?|点击下载|"
    r"点击(?:查看|下载)(?:全文|原文|附件)?|"
    r"(?:上一?篇|下一?篇)\s*[:：].{0,120}|[*_\s]*自动采集于.{0,40}|原文链接\s*[:：].{0,300}|【法宝引证码】.{0,40}|"
    r"字体?[:：]?\s*[【\[]\s*大\s*中\s*小\s*[】\]]|publish-?date[:：].{0,30}|[-—_=*]{3,}+|"
    r"[\s◆■●▲|｜])+\s*[】）)\]]?\s*",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"版权所有|版權所有|©|Copyright|ICP[备備]|公网安备|网站标识码|Produced By|^(?:技术支持|(?:主|承|"
    r"协)办(?:单位)?|网站(?:管理|维护))\s*[:：]|"
    r"^网站(?:地图|声明)|不良信息举报|建议使用.{0,20}浏览|^(?:浏览|访问)次数\s*[:：]|^您是第.{0,12}位|"
    r"publish-?date\s*[:：]",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"[【\[]?\s*(?:相关(?:阅读|链接|新闻|报道|稿件|文章|文档|内容|推荐|解读|文件|信息|政策|专题)|延伸阅读|"
    r"推荐阅读|热[点门](?:新闻|排行|推荐|文章|阅读|信息)|"
    r"点击排行|(?:阅读|点击)?排行榜?|猜你喜欢|最新(?:文章|新闻|信息|发布|动态)|精彩推荐|为您推荐|更多(?:新闻|"
    r"文章|阅读)|友情链接|图片新闻|视频新闻)"
    r"\s*[】\]]?\s*(?:更多)?\s*[:：>＞»]*"
)
LABELS = {
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发文部门": "issuer",
    "制发机关": "issuer",
    "标题": "title",
    "名称": "title",
    "文件名称": "title",
    "发文字号": "number",
    "文号": "number",
    "文件编号": "number",
    "成文日期": "date",
    "发文日期": "date",
    "印发日期": "date",
    "发布日期": "published",
    "发布时间": "published",
    "公开日期": "published",
    "生成日期": "published",
    "发布机构": "",
    "公开主体": "",
    "公开方式": "",
    "公开类别": "",
    "索引号": "",
    "主题分类": "",
    "主题词": "",
    "关键词": "",
    "分类": "",
    "体裁分类": "",
    "组配分类": "",
    "信息分类": "",
    "服务对象": "",
    "有效性": "",
    "是否有效": "",
    "效力状态": "",
    "时效性": "",
    "公文种类": "",
    "文件类型": "",
    "实施日期": "",
    "废止日期": "",
    "生效日期": "",
    "失效日期": "",
    "信息来源": "",
    "访问量": "",
}
"""Labels of the table that government pages print above a document, and the field that each gives."""

_LABEL = re.compile(
    r"[\[【]?\s*(" + "|".join(r"\s*".join(label) for label in LABELS) + r")\s*[\]】]?\s*[:：]\s*", re.IGNORECASE
)
BYLINE_LABELS = (
    r"(?:信息|文章|稿件|新闻)?来源|稿源|(?:发布|发稿|发文|更新|录入|上传)?(?:日期|时间)|作者|撰稿|记者|"
    r"发布(?:人|单位|机构)|供稿(?:单位)?"
)
NOISE_LABELS = (
    r"点击(?:数|量|率|次数)?|浏览(?:数|量|次数)?|阅读(?:数|量|次数)?|访问(?:量|次数)?|人气|责任编辑|责编|编辑|"
    r"审核|校对|字[号體体](?:大小)?|"
    r"分享(?:到)?|打印|纠错|保护视力色|视力保护色?|背景色|收藏|评论"
)
_PAPER = r"[\u4e00-\u9fff]{2,12}(?:[日晚早时商]报|网|新闻|客户端|融媒体中心)"
_BYLINE = re.compile(
    rf"\s*(?:{_PAPER}\s+{_DATE}(?:{_TIME})?\s*$|[（(【\[]?\s*(?:(?:{BYLINE_LABELS}|{NOISE_LABELS})\s*[:：]|{_DATE}(?:{_TIME})?\s*(?:$|"
    rf"(?:{BYLINE_LABELS}|{NOISE_LABELS})\s*[:：]|[|｜【])))"
)
_BYLINE_PART = re.compile(
    rf"(?:{BYLINE_LABELS})\s*[:：]|{_DATE}(?:{_TIME})?|(?P<noise>[【\[（(]?\s*(?:{NOISE_LABELS})\s*(?:[:：]|"
    rf"(?=[】\]|｜\s]|$))|【)"
)
_SPACE = re.compile(rf"[\s{INVISIBLE}]+")


def is_menu(text: str) -> bool:
    """Whether nothing but words of menus and tool bars stands in the line.

    >>> is_menu("设为首页 | 加入收藏 | 手机版"), is_menu("首页改造工程")
    (True, False)
    """
    return len(text) <= MAX_FURNITURE and bool(_ONLY_MENU.fullmatch(text))


def is_path(text: str) -> bool:
    """Whether the line is the path of the page in its site (当前位置: 首页 > 新闻).

    >>> is_path("当前位置:主页 > 新闻中心 > 产业规划 >")
    True
    """
    return len(text) < 200 and bool(_PATH.search(text))


def is_noise(text: str) -> bool:
    """Whether the line is furniture wherever it stands: 【打印本页】, 下一篇：…, a bare address.

    >>> is_noise("【返回顶部】"), is_noise("打印机产业")
    (True, False)
    """
    return len(text) <= MAX_FURNITURE and bool(_SAFE.fullmatch(text))


def is_footer(text: str) -> bool:
    """Whether the line has what only footers have: owner, registration, host."""
    return bool(_FOOT.search(text))


def is_related(text: str) -> bool:
    """Whether the line heads a list of other pages (相关阅读, 热点排行)."""
    return bool(_RELATED.fullmatch(text))


def is_byline(text: str) -> bool:
    """Whether the line says where and when a page was published.

    >>> is_byline("来源:高新院 日期:2024-02-22 点击:"), is_byline("2024-02-22 来源:高新院"), is_byline("2024年工作")
    (True, True, False)
    """
    return len(text) <= 160 and not text.endswith("。") and bool(_BYLINE.match(text))


def byline_noise(text: str) -> list[tuple[int, int]]:
    """The spans of a byline that say nothing of the text: counters, editors, type sizes, tool bars.

    >>> line = "来源:高新院 日期:2024-02-22 点击:"
    >>> [line[begin:end] for begin, end in byline_noise(line)]
    ['点击:']
    """
    parts = list(_BYLINE_PART.finditer(text))
    ends = [*(part.start() for part in parts[1:]), len(text)][: len(parts)]
    return [(part.start(), end) for part, end in zip(parts, ends, strict=True) if part.group("noise")]


def labels_of(text: str) -> list[tuple[str, str]]:
    """The labels of a metadata line with what stands after each; nothing for a line that begins otherwise.

    >>> labels_of("标　　题："), labels_of("索引号：\t000014349 主题分类：科技")
    ([('标题', '')], [('索引号', '000014349'), ('主题分类', '科技')])
    """
    if len(text) > MAX_FURNITURE or not _LABEL.match(text):
        return []
    matches = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    return [
        (_SPACE.sub("", match.group(1)), text[match.end() : end].strip())
        for match, end in zip(matches, ends, strict=True)
    ]


def key_of(text: str) -> str:
    """`text` as two prints of a line are compared: without white space and invisible characters, widths made one."""
    import unicodedata

    return unicodedata.normalize("NFKC", _SPACE.sub("", text)).casefold()

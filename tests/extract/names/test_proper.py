"""Proper names that no found name covers: of the lists, and by their form."""

from __future__ import annotations

import pytest

from extract.names.candidates import GAZETTEER, MODEL, Candidate
from extract.names.gazetteer import find_regions
from extract.names.proper import with_proper_names
from extract.names.titles import Found
from extract.records import Mention
from ontology.labels import EntityType

PERSON, EVENT, REGION, INSTITUTION = EntityType.PERSON, EntityType.EVENT, EntityType.REGION, EntityType.INSTITUTION


def added(text: str, *likely: tuple[str, EntityType, float], names: list[Found] | None = None) -> list[tuple[str, str]]:
    """What is added to `names`, where the model finds `likely` names."""
    regions = find_regions(text)
    candidates = [Candidate(hit.begin, hit.end, REGION, 0.0, GAZETTEER) for hit in regions]
    for name, type, confidence in likely:
        begin = text.index(name)
        candidates.append(Candidate(begin, begin + len(name), type, confidence, MODEL))
    found = with_proper_names(text, candidates, regions, names or [])
    return [(m.span.of(text), type.value) for m, type in found if (m, type) not in (names or [])]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("支持周口、驻马店开展试点", [("周口", "Region"), ("驻马店", "Region")]),
        ("在四川成都召开", [("四川成都", "Region")]),
        ("银川市人民政府印发", [("银川市人民政府", "Institution")]),
        ("由常德市人大常委会通过", [("常德市人大常委会", "Institution")]),
        ("重庆市大数据发展局负责", [("重庆市大数据发展局", "Institution")]),
        ("国家能源局和财政部印发", [("国家能源局", "Institution"), ("财政部", "Institution")]),
        ("财政部会同国家能源局，开展试点", [("国家能源局", "Institution"), ("财政部", "Institution")]),
        ("北京上海共建", [("上海", "Region"), ("北京", "Region")]),
        ("安徽实现良好开局", [("安徽", "Region")]),
        ("规范湖南省政府投资基金", [("湖南省", "Region")]),
        ("浙江省政府印发", [("浙江省政府", "Institution")]),
        ("北京召开全国绿化委员会", [("北京", "Region")]),
        ("支持广东会同国家能源局开展", [("国家能源局", "Institution"), ("广东", "Region")]),
        ("重庆市梁平区农业农村委推出", [("重庆市梁平区农业农村委", "Institution")]),
        ("长春经济技术开发区科技创新局受理", [("长春经济技术开发区科技创新局", "Institution")]),
        ("河南省第十四届人民代表大会常务委员会公告", [("河南省第十四届人民代表大会常务委员会", "Institution")]),
        ("北京市与雄安新区生态环境局印发", [("北京市", "Region"), ("雄安新区生态环境局", "Institution")]),
        ("山东省各开发区财政局要落实", [("山东省", "Region")]),
        ("推动浙江省中医医院全覆盖", [("浙江省", "Region")]),
        ("建成赣州市人民医院新院区", [("赣州市人民医院", "Institution")]),
        ("某局对省人大第7号建议的答复\n王代表", [("对省人大第7号建议的答复", "PolicyDocument")]),
        ("某局对第7号建议的答复\n王代表", [("对第7号建议的答复", "PolicyDocument")]),
        ("某局对各位代表提出的建议的答复\n王代表", []),
    ],
)
def test_what_the_lists_know_is_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(added(text)) == sorted(expected)


def test_a_shorter_and_less_sure_name_gives_way_to_the_body_it_begins() -> None:
    short, sure = Mention(0, 3, 0.4, MODEL), Mention(0, 3, 0.9, MODEL)
    text = "重庆市梁平区农业农村委推出"
    assert added(text, names=[(short, REGION)]) == [("重庆市梁平区农业农村委", "Institution")]
    assert added(text, names=[(sure, REGION)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "各省、自治区、直辖市及新疆生产建设兵团工业和信息化主管部门",
        "各级财政部门要加大支持",
        "做好科技部署工作，加强教育部署",
        "（工信部联科〔2031〕12号）",
        "国家能源局综合司，各有关单位",
        "乘车到绍兴北站，据江西日报报道",
        "地址：朝阳区某某路7号",
        "优化产业布局，推动东部晶硅产业转移",
    ],
)
def test_the_head_of_another_name_is_none(text: str) -> None:
    assert added(text) == []


def test_布局_is_no_bureau() -> None:
    assert added("在鹤壁、信阳布局产业园") == [("鹤壁", "Region"), ("信阳", "Region")]


def test_what_covers_the_place_stands_and_what_is_hardly_likely_gives_way() -> None:
    text = "支持驻马店粮油产业园建设"
    park = Mention(2, 10, 0.6, "model"), EntityType.PLATFORM
    assert added(text, names=[park]) == []
    unlikely = Mention(2, 10, 0.2, "model"), EntityType.PLATFORM
    regions = find_regions(text)
    candidates = [Candidate(hit.begin, hit.end, REGION, 0.0, GAZETTEER) for hit in regions]
    found = with_proper_names(text, candidates, regions, [unlikely])
    assert [(m.span.of(text), type.value) for m, type in found] == [("驻马店", "Region")]


@pytest.mark.parametrize(
    "text, name, type",
    [
        ("地点：云溪镇枇杷园", "云溪镇", REGION),
        ("云岭省林业和草原局印发通知", "云岭省林业和草原局", INSTITUTION),
        ("办好第四届云溪低空经济大会。", "第四届云溪低空经济大会", EVENT),
        ("（记者 周晓禾）", "周晓禾", PERSON),
        ("工程师何远舟介绍", "何远舟", PERSON),
    ],
)
def test_what_is_likely_and_has_the_form_of_its_type_is_a_name(text: str, name: str, type: EntityType) -> None:
    assert added(text, (name, type, 0.5)) == [(name, type.value)]
    assert added(text, (name, type, 0.3)) == []


@pytest.mark.parametrize(
    "text, name, type",
    [
        ("各乡镇、本市和全县", "全县", REGION),
        ("执笔：席慕禾", "慕禾", PERSON),
        ("联系人：李建国", "李建", PERSON),
        ("对标世界银行评估", "标世界银行", INSTITUTION),
    ],
)
def test_other_forms_are_none(text: str, name: str, type: EntityType) -> None:
    assert added(text, (name, type, 0.6)) == []

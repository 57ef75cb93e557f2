"""INCLUDES: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from ontology.labels import RelationType
from tests.extract.marked import pairs


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("发展[甲胺|Pro]、[乙醛|Pro]和[丙酮|Pro]等[精细化学品|Pro]。", "精细化学品 甲胺 乙醛 丙酮"),
        ("研制[甲胺|Pro]、[乙醛|Pro]等用于制药的[精细化学品|Pro]。", "精细化学品 甲胺 乙醛"),
        ("覆盖终端和[飞艇|Pro]、[滑翔机|Pro]等三类[载具|Pro]。", "载具 飞艇 滑翔机"),
        ("改造[灌溉|Ind]、[排涝|Ind]等[水利设施|Pla]。", "水利设施 灌溉 排涝"),
        ("推广水泥等[建材|Pro]和[甲胺|Pro]、[乙醛|Pro]等[精细化学品|Pro]。", "精细化学品 甲胺 乙醛"),
        ("取消水泥等5项[地方标准|Ins]和[团体标准|Ins]等[推荐标准|Ins]。", "推荐标准 团体标准"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]、[丙酮|Pro]制品编码。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]包括[甲胺|Pro]、[乙醛|Pro]两种。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]分为[甲胺|Pro]、[乙醛|Pro]两类。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]：[甲胺|Pro]、[乙醛|Pro]。", "精细化学品 甲胺 乙醛"),
        ("推广[精细化学品|Pro]（含[甲胺|Pro]、[乙醛|Pro]）和设备。", "精细化学品 甲胺 乙醛"),
        ("推广[精细化学品|Pro]（[甲胺|Pro]、[乙醛|Pro]）和设备。", "精细化学品 甲胺 乙醛"),
        ("生产[甲胺|Pro]、[乙醛|Pro]和其他[精细化学品|Pro]。", "精细化学品 甲胺 乙醛"),
        ("以[甲胺|Pro]、[乙醛|Pro]为代表的[精细化学品|Pro]降价。", "精细化学品 甲胺 乙醛"),
        ("[粮库|Act]、[油库|Act]（以下统称[储备库|Act]）应当巡检。", "储备库 粮库 油库"),
        ("[储备库|Act]，是指承担储备任务的[粮库|Act]、[油库|Act]和[棉库|Act]。", "储备库 粮库 油库 棉库"),
        ("[镇粮站|Pla]是[储备网络|Pla]的重要组成部分。", "储备网络 镇粮站"),
        ("推广[精细化学品|Pro]，如[甲胺|Pro]。", "精细化学品 甲胺"),
        ("[甲胺|Pro]、[乙醛|Pro]、[丙酮|Pro]三大[精细化学品|Pro]增产。", "精细化学品 甲胺 乙醛 丙酮"),
        ("[精细化学品|Pro]按用途划分为[甲胺|Pro]和[乙醛|Pro]。", "精细化学品 甲胺 乙醛"),
        ("[精细化学品|Pro]由[甲胺|Pro]、[乙醛|Pro]组成。", "精细化学品 甲胺 乙醛"),
        ("完善由[滴灌带|Pro]、[微喷头|Pro]等组成的[灌溉设施|Pla]。", "灌溉设施 滴灌带 微喷头"),
        ("本办法所称[灌溉设施|Pla]，包括[滴灌带|Pro]、[微喷头|Pro]。", "灌溉设施 滴灌带 微喷头"),
    ],
)  # fmt: skip
def test_inclusion_in_prose(marked: str, expected: str) -> None:
    head, *members = expected.split()
    assert pairs(marked, RelationType.INCLUDES) == {(head, member) for member in members}


@pytest.mark.parametrize(
    "marked",
    [
        "在[化肥|Pro]、[农药|Pro]等领域开展[有机食品|Pro]认证。",
        "扩大[化肥|Pro]、[农药|Pro]等[税收优惠目录|Ins]范围。",
        "发展[化肥|Pro]，推广[农药|Pro]。",
        "健全帮扶[残疾人|Act]、[孤儿|Act]等[社会福利制度|Ins]。",
        "推广[防尘罩|Pro]（[采石|Ind]、[水泥|Ind]行业）。",
        "建设[智能工厂|Pla]（[水泥|Pro]、[玻璃|Pro]领域）。",
        "推动遥感赋能[农业|Ind]，特别是[滴灌|Tec]、[微喷|Tec]。",
        "[揭榜任务|Ins]：研制[滴灌带|Pro]、[微喷头|Pro]。",
        "规范[化肥|Pro]、[农药|Pro]等[农资交易|Sce]。",
        "设立[化肥|Pro]、[育种|Ind]等[专项基金|Ins]。",
    ],
)
def test_no_inclusion_without_a_class(marked: str) -> None:
    assert not pairs(marked, RelationType.INCLUDES)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("（一）[节水装备|Pro]\n1.[滴灌带|Pro]。压降成本。\n2.[微喷头|Pro]。提高精度。", "节水装备 滴灌带 微喷头"),
        ("（一）[节水装备|Pro]\n1.[滴灌带|Pro]。降本。\n2.[微喷头|Pro]。提速。\n粮食储备\n1.[烘干机|Pro]。扩产。",
         "节水装备 滴灌带 微喷头"),
        ("（二）[节水工具|Pro]类 1.[滴灌带|Pro]。 降本。 2.[微喷头|Pro]。 提速。", "节水工具 滴灌带 微喷头"),
        ("1.[节水装备|Pro]。[滴灌带|Pro]、[微喷头|Pro]。", "节水装备 滴灌带 微喷头"),
        ("1.[节水装备|Pro]。[滴灌带|Pro]、[微喷头|Pro]，与[水泵|Pro]、[水车|Pro]配套。", "节水装备 滴灌带 微喷头"),
        ("一、布局\n[节水装备|Pro]：重点发展[滴灌带|Pro]、[微喷头|Pro]。", "节水装备 滴灌带 微喷头"),
        ("1.[节水装备|Pro]：重点发展[滴灌带|Pro]、[微喷头|Pro]。", "节水装备 滴灌带 微喷头"),
        ("（三）[节水技术|Tec]\n有效降低成本，包括[滴灌|Tec]、[微喷|Tec]。", "节水技术 滴灌 微喷"),
        ("——[灌溉|Ind]领域，重点加强[滴灌带|Pro]、[微喷头|Pro]等领域标准制定。", "灌溉 滴灌带 微喷头"),
        ("[申报单位|Act]包括：\n（一）[灌区管理所|Act]；\n（二）[用水协会|Act]。", "申报单位 灌区管理所 用水协会"),
        ("[申报单位|Act]包括：\n（一）从事[滴灌|Tec]、[微喷|Tec]研发的[用水协会|Act]；\n（二）[灌区|Pla]的[管理所|Act]。",
         "申报单位 用水协会 管理所"),
        ("专栏3：创新[节水装备|Pro]\n[滴灌带|Pro]。\n降低成本。\n[微喷头|Pro]。\n提高精度。", "节水装备 滴灌带 微喷头"),
        ("[未来农业|Dir]。\n设立[农业基金|Ins]，发展[垂直农场|Ind]，限制[漫灌|Tec]，突破[光谱调控|Tec]。",
         "未来农业 垂直农场 光谱调控"),
        ("[未来农业|Dir]。\n发展[垂直农场|Ind]，突破[光谱调控|Tec]。", "未来农业 垂直农场 光谱调控"),
    ],
)  # fmt: skip
def test_inclusion_in_layout(marked: str, expected: str) -> None:
    head, *members = expected.split()
    assert pairs(marked, RelationType.INCLUDES) == {(head, member) for member in members}


@pytest.mark.parametrize(
    "marked",
    [
        "（一）[节水装备|Pro]\n[节水装备|Pro]不同于[抽水装备|Pro]、[排水装备|Pro]。",
        "（一）[节水装备|Pro]\n1.[购置补贴|Ins]。给予奖补。\n2.[检测中心|Pla]。统一建设。\n3.[技能培训|Ins]。每年一次。",
        "——[灌溉|Ind]领域，加强基于[遥感|Tec]、[雷达|Tec]环境下的养殖领域标准制定。",
        "（一）[节水装备|Pro]\n减少对进口[抽水装备|Pro]、[排水装备|Pro]的依赖。",
    ],
)
def test_no_inclusion_in_layout(marked: str) -> None:
    assert not pairs(marked, RelationType.INCLUDES)


def test_a_verb_heading_has_no_members() -> None:
    marked = "（一）创新[节水装备|Pro]\n研发[滴灌带|Pro]、[微喷头|Pro]，推广[灌溉机器人|Pro]。"
    assert not pairs(marked, RelationType.INCLUDES)

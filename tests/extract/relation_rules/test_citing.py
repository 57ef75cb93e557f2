"""CITES, AMENDS and REPEALS: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from ontology.labels import RelationType
from tests.extract.marked import pairs, read


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("[灌区办法|Doc]\n为规范灌溉，根据《[水法|Doc]》《[防洪法|Doc]》，制定本办法。", "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n贯彻落实《[水利部|Org][关于春灌的意见|Doc]》。", "贯彻落实", {"关于春灌的意见"}),
        (
            "[灌区办法|Doc]\n依据《[水法|Doc]》《[水利部|Org][关于春灌|Doc]》《[部|Org] [局|Org][关于节水|Doc]》。",
            *("依据", {"水法", "关于春灌", "关于节水"}),
        ),
        (
            "[灌区办法|Doc]\n落实《[水法|Doc]》（主席令〔2031〕1号）、《[防洪法|Doc]》（主席令〔2031〕2号）和《[节水条例|Doc]》。",
            *("贯彻落实", {"水法", "防洪法", "节水条例"}),
        ),
        ("《[灌区办法|Doc]》以《[水法|Doc]》《[防洪法|Doc]》为上位法依据。", "依据", {"水法", "防洪法"}),
        ("《[灌区办法|Doc]》以国家《[水法|Doc]》为总纲。", "依据", {"水法"}),
        ("《[灌区办法|Doc]》施行。办法以《[水法|Doc]》为准绳。", "依据", {"水法"}),
        ("《[灌区办法|Doc]》与《[水法|Doc]》《[防洪法|Doc]》相衔接。", "配套", {"水法", "防洪法"}),
        ("《[灌区办法|Doc]》是对《[水法|Doc]》的细化。", "配套", {"水法"}),
        ("[灌区办法|Doc]\n按照《[水法|Doc]》（主席令1号）部署要求和《[防洪法|Doc]》有关规定，开展轮灌。", "按照",
         {"水法", "防洪法"}),
        ("《[灌区办法|Doc]》有关规定与《[水法|Doc]》相衔接。", "配套", {"水法"}),
        ("[灌区办法|Doc]\n对标《[水法|Doc]》，细化轮灌。", "参照", {"水法"}),
        ("[灌区办法|Doc]\n依照《[水法|Doc]》第六十一条和《[防洪法|Doc]》之规定。", "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n落实《[水法|Doc]》、[水利部|Org]等部门《[意见|Doc]》。", "贯彻落实", {"水法", "意见"}),
        ("[灌区办法|Doc]\n二、编制依据\n1.《[水法|Doc]》；\n2.《[防洪法|Doc]》；\n三、范围\n《[节水条例|Doc]》另行宣传。",
         "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n二、编制依据\n1.《[水利部|Org][关于节水|Doc]》；\n2.《[防洪法|Doc]》。",
         "依据", {"关于节水", "防洪法"}),
        ("《[灌区办法|Doc]》落实《[水法|Doc]》精神。\n他说，办法的出台，是落实《[防洪法|Doc]》的举措。",
         "贯彻落实", {"水法", "防洪法"}),
        ("他说，《[灌区办法|Doc]》施行，同时与《[水法|Doc]》相衔接。", "配套", {"水法"}),
        ("《[灌区办法|Doc]》施行，其上位文件为《[水法|Doc]》和《[防洪法|Doc]》。", "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n上位依据主要有两部：《[水法|Doc]》和《[防洪法|Doc]》。", "依据", {"水法", "防洪法"}),
        ("《[灌区办法|Doc]》严格依照《[水法|Doc]》。", "依据", {"水法"}),
        ("[灌区办法|Doc]\n在《[水法|Doc]》基础上，细化轮灌。", "基础", {"水法"}),
        ("[灌区办法|Doc]\n二、修订依据\n1.《[水法|Doc]》；\n2.《[防洪法|Doc]》。", "依据", {"水法", "防洪法"}),
        ("[灌区办法|Doc]\n根据《[水法|Doc]》（以下简称《[法|Doc]》）、《[防洪法|Doc]》和《[节水条例|Doc]》，开展轮灌。",
         "依据", {"水法", "防洪法", "节水条例"}),
        ("[灌区办法|Doc]\n结合本县实际落实《[水法|Doc]》。", "贯彻落实", {"水法"}),
        ("[灌区办法|Doc]\n用水按《[水法|Doc]》执行。", "按照", {"水法"}),
        ("[灌区办法|Doc]\n落实法律法规要求，以及《[水法|Doc]》《[防洪法|Doc]》等规定。",
         "贯彻落实", {"水法", "防洪法"}),
        ("[水利部|Org]印发《[灌区办法|Doc]》\n办法根据《[水法|Doc]》细化轮灌。", "依据", {"水法"}),
        ("《[用水办法|Doc]》施行。落实《[水法|Doc]》要求，《[灌区办法|Doc]》提出轮灌。", "贯彻落实", {"水法"}),
        ("《[用水办法|Doc]》施行。为落实《[水法|Doc]》，[水利部|Org]修订了《[灌区办法|Doc]》。", "贯彻落实", {"水法"}),
    ],
)  # fmt: skip
def test_citations_have_their_kind(marked: str, kind: str, expected: set[str]) -> None:
    text, relations = read(marked)
    cited = [r for r in relations if r.type is RelationType.CITES]
    assert {(r.head.span.of(text), r.tail.span.of(text)) for r in cited} == {("灌区办法", name) for name in expected}
    assert {dict(r.attributes)["kind"] for r in cited} == {kind}


@pytest.mark.parametrize(
    "marked",
    [
        "会上讨论了《[灌区办法|Doc]》。会议强调，要落实《[水法|Doc]》。",
        "《[灌区办法|Doc]》施行。[青石县|Org]根据《[水法|Doc]》开展检查。",
        "[灌区办法|Doc]\n深入实施[节水战略|Doc]。",
        "[灌区办法|Doc]\n近年来已出台政策文件《[用水细则|Doc]》《[节水条例|Doc]》。",
        "[灌区办法|Doc]\n各地配套制定了《[用水细则|Doc]》。",
        "他说，《[灌区办法|Doc]》施行，同时[省水利厅|Org]要求各地落实《[水法|Doc]》。",
        "[关于印发《[灌区办法|Doc]》的通知|Doc]\n现印发给你们，请贯彻落实《[灌区办法|Doc]》。",
        "[灌区办法|Doc]\n推动《[水法|Doc]》修订，加快《[节水条例|Doc]》修改工作。",
        "会议指出，各地要根据《[水法|Doc]》制定[实施方案|Doc]，加快出台《[用水办法|Doc]》。",
        "去年，[省水利厅|Org]印发《[灌区办法|Doc]》。各地根据《[水法|Doc]》开展检查。",
        "《[灌区办法|Doc]》施行。各地要按照《[水法|Doc]》开展检查。",
        "[省水利厅|Org]印发《[灌区办法|Doc]》\n[青石县|Reg]按照《[水法|Doc]》开展检查。",
        "[省水利厅|Org]印发《[灌区办法|Doc]》\n[青石县|Reg]发布《[用水办法|Doc]》，落实《[水法|Doc]》。",
        "[省水利厅|Org]学习《[灌区办法|Doc]》\n会上说，要按照《[水法|Doc]》开展检查。",
        "他说，《[灌区办法|Doc]》施行，也请各单位贯彻《[水法|Doc]》。",
    ],
)
def test_what_somebody_else_goes_by_or_makes_is_not_cited(marked: str) -> None:
    assert not pairs(marked, RelationType.CITES)


def test_amended_and_repealed_documents() -> None:
    amended = "我部对《[灌区办法|Doc]》（水农〔2031〕4号）进行修订，形成《[灌区管理办法|Doc]》。"
    assert pairs(amended, RelationType.AMENDS) == {("灌区管理办法", "灌区办法")}
    assert pairs(amended, RelationType.CITES) == {("灌区管理办法", "灌区办法")}
    repealed = "[灌区管理办法|Doc]\n本办法自发布之日起施行，《[灌区办法|Doc]》同时废止。"
    assert pairs(repealed, RelationType.REPEALS) == {("灌区管理办法", "灌区办法")}
    partly = "[灌区管理办法|Doc]\n《[水法|Doc]》有关规定和《[灌区办法|Doc]》同时废止。"
    assert pairs(partly, RelationType.REPEALS) == {("灌区管理办法", "灌区办法")}
    decision = "[水利部|Org][关于修改《[灌区办法|Doc]》的决定|Doc]"
    assert pairs(decision, RelationType.AMENDS) == {("关于修改《灌区办法》的决定", "灌区办法")}
    repeal = "[水利部|Org][关于废止《[灌区办法|Doc]》的决定|Doc]"
    assert pairs(repeal, RelationType.REPEALS) == {("关于废止《灌区办法》的决定", "灌区办法")}
    ended = "[灌区管理办法|Doc]\n自2032年起，不再执行《[灌区办法|Doc]》。"
    assert pairs(ended, RelationType.REPEALS) == {("灌区管理办法", "灌区办法")}
    assert not pairs(ended, RelationType.CITES)
    assert not pairs("[灌区规划|Doc]\n正在开展《[灌区办法|Doc]》修订调研。", RelationType.AMENDS)
    worded = "[灌区管理办法|Doc]\n将《[灌区办法|Doc]》修改为本办法。"
    assert pairs(worded, RelationType.AMENDS) == {("灌区管理办法", "灌区办法")}
    assert not pairs("新修订的《[水法|Doc]》施行后，出台了[灌区办法|Doc]。", RelationType.AMENDS)


def test_a_title_says_what_its_document_carries_out() -> None:
    marked = "[青石县|Reg][关于贯彻落实《[水法|Doc]》的实施意见|Doc]"
    assert pairs(marked, RelationType.CITES) == {("关于贯彻落实《水法》的实施意见", "水法")}


def test_the_text_of_an_annex_is_not_that_of_the_notice() -> None:
    notice = "[关于春灌的通知|Doc]\n各地要备足化肥。\n附件2\n[灌区细则|Doc]\n"
    assert pairs(f"{notice}第一条 根据《[水法|Doc]》，制定。\n", RelationType.CITES) == {("灌区细则", "水法")}
    assert pairs(f"{notice}各地根据《[水法|Doc]》轮灌。\n", RelationType.CITES) == {("关于春灌的通知", "水法")}


def test_what_is_made_on_a_ground_rests_on_it_not_the_text_that_tells_of_it() -> None:
    told = "[灌区综述|Doc]\n为落实《[水法|Doc]》，[青石县|Reg]出台《[灌区办法|Doc]》。"
    assert pairs(told, RelationType.CITES) == {("灌区办法", "水法")}
    brought = "[关于印发《[灌区办法|Doc]》的通知|Doc]\n根据《[水法|Doc]》，制定了《[灌区办法|Doc]》。"
    assert ("灌区办法", "水法") in pairs(brought, RelationType.CITES)

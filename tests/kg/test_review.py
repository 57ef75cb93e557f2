"""The list of doubtful claims and the sheet that brings decisions back, whatever a person does to the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from extract.records import Extraction, Reference
from kg.decisions import Decision, read_decisions
from kg.doubts import COLUMNS, Doubt, doubts_table, find_doubts, render_doubt
from kg.errors import InvalidCorrections
from kg.graph_folder import GraphFolder
from kg.review import SHEET_COLUMNS, append_decisions, decide, everywhere, read_sheet, render_sheet, take_sheet
from ontology.iris import entity_iri
from ontology.labels import EntityType, Modality
from tests.kg import claims
from tests.kg.decided import DAY, PLAN
from tests.kg.decided import decide as decided
from tests.kg.folders import build


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> GraphFolder:
    folder = tmp_path_factory.mktemp("review") / "graph"
    build(folder)
    return GraphFolder(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> GraphFolder:
    build(tmp_path / "graph")
    return GraphFolder(tmp_path / "graph")


def doubt_of(doubts: list[Doubt], kind: str, subject: str, object: str = "", text: str = PLAN.document.sha256) -> Doubt:
    (found,) = (d for d in doubts if (d.kind, d.subject, d.object, d.text) == (kind, subject, object, text))
    return found


def listed(tmp_path: Path, *found: Extraction) -> list[Doubt]:
    build(tmp_path, found)
    return find_doubts(GraphFolder(tmp_path))


def test_every_claim_is_listed_once_with_the_sentence_around_its_quotation(graph: GraphFolder) -> None:
    doubts = find_doubts(graph)
    assert len({(d.text, d.kind, d.subject, d.object) for d in doubts}) == len(doubts)
    assert len([d for d in doubts if d.text == PLAN.document.sha256]) == 14 + 6 + 2 + 2
    pair = doubt_of(doubts, "INCLUDES", "Industry:机器人产业", "Product:人形机器人")
    assert (pair.confidence, pair.method, pair.sources) == (0.83125, "list", 2)
    assert pair.sentence == "【机器人产业包括人形机器人、巡检机器人等产品】，人形机器人应用于矿山救援。"
    assert pair.reasons == ()
    assert "机器人产业" in render_doubt(pair) and "置信度 0.83，方法 list，2 篇" in render_doubt(pair)


def test_the_least_sure_come_first_and_of_equally_sure_ones_those_of_one_text(graph: GraphFolder) -> None:
    doubts = find_doubts(graph)
    assert not any(d.is_conflict for d in doubts)
    assert [d.confidence for d in doubts] == sorted(d.confidence for d in doubts)
    assert (doubts[0].subject, doubts[0].reasons) == ("研发", ("置信度低", "仅一篇"))
    equal = [d.sources for d in doubts if d.confidence == 0.9]
    assert equal == sorted(equal)
    assert [d for d in find_doubts(graph, 0.7) if d.confidence < 0.7] == []


def test_a_name_of_two_types_is_a_conflict_and_comes_first(tmp_path: Path) -> None:
    news = claims.news()
    retyped = msgspec.structs.replace(
        news,
        entities=tuple(
            msgspec.structs.replace(e, iri=entity_iri(EntityType.INDUSTRY, e.name), type=EntityType.INDUSTRY)
            if e.name == "人形机器人"
            else e
            for e in news.entities
        ),
        relations=(),
    )
    doubts = listed(tmp_path, PLAN, retyped)
    assert {(d.kind, d.subject) for d in doubts if d.is_conflict} == {
        ("Product", "人形机器人"),
        ("Industry", "人形机器人"),
    }
    assert [d.is_conflict for d in doubts[:3]] == [True, True, False]
    assert doubts[0].reasons[0] == "类型不一"


def reversed_includes(news: Extraction) -> Extraction:
    (relation,) = news.relations
    return msgspec.structs.replace(
        news, relations=(msgspec.structs.replace(relation, head=relation.tail, tail=relation.head),)
    )


def forbidding(plan: Extraction) -> Extraction:
    first, second = plan.measures
    objects = (Reference(second.objects[0].iri, first.begin, first.begin + 2),)
    return msgspec.structs.replace(
        plan, measures=(msgspec.structs.replace(first, modality=Modality.PROHIBIT, objects=objects), second)
    )


def another_value(plan: Extraction) -> Extraction:
    text = "到2027年，建成不少于3万平方米中试平台。\n"
    document = msgspec.structs.replace(plan.document, text=plan.document.text + text)
    shift = len(plan.document.text) + len("到2027年，") - plan.targets[0].begin
    moved = msgspec.structs.replace(
        plan.targets[0], begin=plan.targets[0].begin + shift, end=plan.targets[0].end + shift - 3, value=30000.0
    )
    indicator = text.index("中试平台") + len(plan.document.text)
    span = msgspec.structs.replace(moved.indicator_span, begin=indicator, end=indicator + 4)
    moved = msgspec.structs.replace(moved, indicator_span=span)
    return msgspec.structs.replace(plan, document=document, targets=(*plan.targets, moved))


@pytest.mark.parametrize(
    ("reason", "kind", "found"),
    [
        ("方向相反", "INCLUDES", lambda: (PLAN, reversed_includes(claims.news()))),
        ("语气相反", "Measure", lambda: (forbidding(PLAN),)),
        ("数值不一", "Target", lambda: (another_value(PLAN),)),
    ],
)
def test_claims_that_contradict_each_other_are_conflicts(
    tmp_path: Path, reason: str, kind: str, found: Callable[[], tuple[Extraction, ...]]
) -> None:
    conflicts = [d for d in listed(tmp_path, *found()) if d.is_conflict]
    assert [(d.kind, d.reasons[0]) for d in conflicts] == [(kind, reason)] * 2


def test_what_is_confirmed_is_listed_on_demand_alone(fresh: GraphFolder) -> None:
    doubt = doubt_of(find_doubts(fresh), "Product", "巡检机器人")
    append_decisions(fresh.folder, [decide(doubt, "accept", "", DAY)])
    assert ("Product", "巡检机器人") not in {(d.kind, d.subject) for d in find_doubts(fresh)}
    assert doubt_of(find_doubts(fresh, reviewed=True), "Product", "巡检机器人").method == "review"


def filled(graph: GraphFolder, encoding: str = "utf-8-sig", **decisions: tuple[str, str]) -> bytes:
    """The sheet of the graph with decisions (by subject, in the plan) filled in and saved in `encoding`."""
    rows = list(csv.DictReader(io.StringIO(render_sheet(find_doubts(graph)).decode("utf-8-sig"))))
    for row in rows:
        if row["subject"] in decisions and row["text"] == PLAN.document.sha256 and not row["object"]:
            row["decision"], row["value"] = decisions[row["subject"]]
    out = io.StringIO()
    writer = csv.DictWriter(out, SHEET_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_the_sheet_brings_decisions_back_however_it_was_saved(
    fresh: GraphFolder, tmp_path: Path, encoding: str
) -> None:
    sheet = tmp_path / "claims.csv"
    chosen = {"人形机器人": ("retype", "Technology"), "巡检机器人": ("否决", ""), "龙头企业": (" Rename ", "企业")}
    sheet.write_bytes(filled(fresh, encoding, **chosen))
    assert take_sheet(fresh, sheet, DAY, "李禾") == 3
    found = {(d.subject, d.decision.value, d.value, d.by, d.date) for d in read_decisions(fresh.folder)}
    assert found == {
        ("人形机器人", "retype", "Technology", "李禾", DAY),
        ("巡检机器人", "reject", "", "李禾", DAY),
        ("龙头企业", "rename", "企业", "李禾", DAY),
    }
    assert take_sheet(fresh, sheet, "2026-05-01", "王青") == 0
    build(fresh.folder)
    counts = GraphFolder(fresh.folder).manifest.counts
    assert counts["Technology"] == 3 and counts["INCLUDES"] == 2


def test_an_untouched_sheet_decides_nothing_and_keeps_every_claim(graph: GraphFolder, tmp_path: Path) -> None:
    sheet = tmp_path / "claims.csv"
    doubts = find_doubts(graph)
    sheet.write_bytes(render_sheet(doubts))
    assert read_sheet(sheet, DAY) == []
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    assert [(r["kind"], r["subject"], r["object"], r["text"]) for r in rows] == [
        (d.kind, d.subject, d.object, d.text) for d in doubts
    ]
    assert doubts_table(doubts).columns == COLUMNS


HEAD = "decision,value,text,kind,subject,object\n"
ROW = f",,{PLAN.document.sha256},Product,人形机器人,\n"


@pytest.mark.parametrize(
    ("sheet", "line", "message"),
    [
        ("", 1, "no column 'decision'"),
        ("decision,text,kind,subject\n", 1, "no column 'object'"),
        (HEAD + "accept" + ROW + "maybe" + ROW, 3, "unknown decision 'maybe'"),
        (HEAD + "accept,,abc,Product,甲,\n", 2, "SHA-256"),
        (HEAD + "accept" + ROW + "accept,x\n", 3, "2 cells where the head has 6"),
        (HEAD + 'accept,"x\n', 2, "not CSV"),
        (HEAD + "rename" + ROW, 2, "needs a name"),
        (HEAD.replace("value", "date") + f"accept,昨天,{PLAN.document.sha256},Product,甲,\n", 2, "no day"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(
    graph: GraphFolder, tmp_path: Path, sheet: str, line: int, message: str
) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(sheet, "utf-8")
    with pytest.raises(InvalidCorrections, match=message) as error:
        take_sheet(graph, path, DAY)
    assert error.value.line == line and str(error.value).startswith(f"{path}:{line}: ")
    assert read_decisions(graph.folder) == ()


def test_a_sheet_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(b"\xff\xff\xff")
    with pytest.raises(InvalidCorrections, match="neither UTF-8 nor GB18030"):
        read_sheet(path, DAY)
    with pytest.raises(InvalidCorrections, match="directory"):
        read_sheet(tmp_path, DAY)


def test_a_decision_everywhere_is_one_for_each_text_that_names_the_thing(graph: GraphFolder) -> None:
    here = decided("retype", "Product", "人形机器人", value="Technology")
    relation = decided("reject", "INCLUDES", "Industry:机器人产业", "Product:人形机器人")
    made = everywhere(graph.iter_corrected(), [here, relation])
    assert {d.text for d in made if d.is_about_entity} == {PLAN.document.sha256, claims.news().document.sha256}
    assert [d for d in made if not d.is_about_entity] == [relation]


def test_a_merge_across_texts_leaves_one_node(tmp_path: Path) -> None:
    build(tmp_path)
    graph = GraphFolder(tmp_path)
    merge = decided("merge", "Product", "人形机器人", value="仿人机器人")
    append_decisions(tmp_path, everywhere(graph.iter_corrected(), [merge]))
    build(tmp_path)
    nodes = {n.iri: n for n in GraphFolder(tmp_path).records()[0]}
    assert entity_iri(EntityType.PRODUCT, "人形机器人") not in nodes
    made = nodes[entity_iri(EntityType.PRODUCT, "仿人机器人")]
    assert (made.properties["name"], made.properties["aliases"]) == ("仿人机器人", ("人形机器人",))


def test_a_decision_that_does_not_go_with_its_claim_is_refused(graph: GraphFolder) -> None:
    doubt = doubt_of(
        find_doubts(graph), "Measure", "支持", next(d.object for d in find_doubts(graph) if d.subject == "支持")
    )
    with pytest.raises(InvalidCorrections, match="does not go with Measure"):
        decide(doubt, "rename", "资助", DAY)
    made = decide(doubt, "reject", " ", DAY, "李禾", " 误读 ")
    assert made == Decision(doubt.text, "Measure", "支持", doubt.object, made.decision, DAY, "", "李禾", "误读")

"""What is peculiar to one toolkit: what is missing is said in one line, and how its answers are read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extract.backends import hanlp1_backend
from extract.backends.backend import Annotation, Name, Word, open_backend, open_toolkit
from extract.backends.hanlp1_backend import find_words
from extract.backends.hanlp_backend import DEFAULT, from_document
from extract.backends.joint_backend import LABELS, type_of
from extract.errors import BackendUnavailable
from extract.pipeline import Pipeline
from extract.records import Document
from ontology.labels import EntityType
from tests.command import kg
from tests.extract.backends.toolkits import make_hanlp, make_hanlp1, make_spacy


def refusal(name: str) -> BackendUnavailable:
    with pytest.raises(BackendUnavailable) as caught:
        open_toolkit(name)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_missing_package_gives_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jpype", None)
    monkeypatch.setitem(sys.modules, "hanlp", None)
    assert refusal("hanlp1").command == "pip install 'jpype1>=1.5'"
    error = refusal("hanlp")
    assert error.command == "pip install 'hanlp==2.1.5' torch"
    assert "for research and teaching only" in str(error)


def test_a_missing_jar_gives_the_kg_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_KG_HOME", str(tmp_path))
    monkeypatch.setattr(hanlp1_backend, "_jpype", lambda: None)
    assert refusal("hanlp1").command == "kg fetch hanlp1"
    assert str(tmp_path / hanlp1_backend.JAR) in str(refusal("hanlp1"))


def test_missing_maven_is_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    done = kg("fetch", "hanlp1", code=1, POLICY_KG_HOME=str(tmp_path), PATH=str(empty))
    assert "Maven (mvn) is needed" in done.stderr
    assert "apt-get install maven" in done.stderr


def test_a_maven_that_fails_leaves_nothing(tmp_path: Path) -> None:
    mvn = tmp_path / "bin" / "mvn"
    mvn.parent.mkdir()
    mvn.write_text("#!/bin/sh\necho '[ERROR] no route to the repository'\nexit 1\n")
    mvn.chmod(0o755)
    home = tmp_path / "home"
    done = kg("fetch", "hanlp1", code=1, POLICY_KG_HOME=str(home), PATH=f"{mvn.parent}:/usr/bin:/bin")
    assert "no route to the repository" in done.stderr
    assert list(home.iterdir()) == []


def test_missing_java_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    jpype = pytest.importorskip("jpype", reason="pip install 'jpype1>=1.5'")

    def no_java(*_: object, **__: object) -> None:
        raise jpype.JVMNotFoundException("No JVM shared library file (libjvm.so) found.\nTry setting up JAVA_HOME.")

    monkeypatch.setattr(jpype, "isJVMStarted", lambda: False)
    monkeypatch.setattr(jpype, "startJVM", no_java)
    monkeypatch.setattr(jpype, "addClassPath", lambda _: None)
    jar = tmp_path / "hanlp.jar"
    jar.touch()
    assert "no Java was found" in str(refusal(f"hanlp1:{jar}"))
    assert refusal(f"hanlp1:{jar}").command == "apt-get install openjdk-17-jre-headless"


def test_a_missing_spacy_pipeline_gives_the_download_command(tmp_path: Path) -> None:
    assert refusal("spacy:zh_core_web_nothing").command == "python -m spacy download zh_core_web_nothing"
    assert refusal(f"spacy:{tmp_path}").command == "python -m spacy download zh_core_web_sm"


def test_a_missing_hanlp_model_names_the_licence(tmp_path: Path) -> None:
    pytest.importorskip("hanlp", reason="make test-hanlp")
    error = refusal(f"hanlp:{tmp_path}")
    assert "for research and teaching only" in str(error)
    assert error.command.endswith(f"hanlp:{DEFAULT} INPUT")


@pytest.mark.models
def test_a_hanlp_model_that_cannot_be_brought_names_the_command(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hanlp = pytest.importorskip("hanlp", reason="make test-hanlp")

    def no_network(*_: object, **__: object) -> None:
        raise ConnectionError("Failed to resolve the hub")

    monkeypatch.setattr(hanlp, "load", no_network)
    error = refusal("hanlp")
    assert f"hanlp.load('{DEFAULT}')" in error.command
    assert "for research and teaching only" in caplog.text
    assert "for research and teaching only" in str(error)


class Term:
    """A word as Java gives it: its length in UTF-16 units."""

    def __init__(self, text: str, nature: str, units: int | None = None) -> None:
        self.text, self.nature = text, nature
        self.units = len(text.encode("utf-16-le")) // 2 if units is None else units

    def length(self) -> int:
        return self.units

    def __repr__(self) -> str:
        return f"{self.text}/{self.nature}"


def test_java_lists_are_read_even_where_words_hold_their_separator() -> None:
    assert list(find_words("北京𠮷", [Term("北京", "ns"), Term("𠮷", "w")])) == [Word(0, 2, "ns"), Word(2, 3, "w")]
    assert list(find_words("𠮷, 京", [Term("𠮷, ", "w"), Term("京", "b")])) == [Word(0, 3, "w"), Word(3, 4, "b")]


def test_a_word_that_java_ends_inside_a_character_takes_all_of_it() -> None:
    terms = [Term("?", "w", 1), Term("?", "w", 1), Term("林省", "ns")]
    assert list(find_words("𠮷林省", terms)) == [Word(0, 1, "w"), Word(1, 3, "ns")]


def test_hanlp_documents_are_read_by_kind_of_task() -> None:
    document = {
        "tok/coarse": [["北京市"], ["x"]],
        "tok/fine": [["北京", "市", "𠮷", "?"], ["x"]],
        "pos/ctb": [["NR", "NN", "NR", "PU"], ["FW"]],
        "ner/msra": [[("北京市", "LOCATION", 0, 2)], []],
        "ner/ontonotes": [[("北京市", "GPE", 0, 2), ("?", "DATE", 3, 4)], []],
    }
    found = from_document("北京 市𠮷", document, 0)
    assert found.words == (Word(0, 2, "NR"), Word(3, 4, "NN"), Word(4, 5, "NR"))
    assert found.names == (Name(0, 4, "GPE"), Name(0, 4, "LOCATION"))
    assert from_document("x", document, 1) == Annotation((Word(0, 1, "FW"),), ())


def test_labels_of_every_scheme_mean_the_guides_types() -> None:
    assert set(LABELS.values()) <= set(EntityType)
    assert [type_of(label) for label in ("PERSON", "nr", "GPE", "ns", "ORG", "ntu", "LAW", "nnt", "DATE")] == [
        *[EntityType.PERSON] * 2,
        *[EntityType.REGION] * 2,
        *[EntityType.INSTITUTION] * 2,
        EntityType.POLICY_DOCUMENT,
        None,
        None,
    ]


def test_a_toolkits_name_becomes_an_entity_that_says_so(model: Path, tmp_path: Path) -> None:
    text = "加快发展低空经济。青穗社召开会议。"
    alone = Pipeline("spacy", model).extract(Document(text))
    toolkit = make_spacy(tmp_path)
    pattern = '{"label": "ORG", "pattern": "青穗社"}\n'  # a body that no list has
    tmp_path.joinpath("pipeline", "entity_ruler", "patterns.jsonl").write_text(pattern, "utf-8")
    joint = Pipeline(toolkit, model).extract(Document(text))
    added = {
        (e.name, e.type, m.method) for e in joint.entities for m in e.mentions
    } - {(e.name, e.type, m.method) for e in alone.entities for m in e.mentions}  # fmt: skip
    assert added == {("青穗社", EntityType.INSTITUTION, "toolkit")}
    assert joint.pipeline != alone.pipeline


def test_another_pipeline_of_the_same_name_is_another_backend(tmp_path: Path) -> None:
    first = open_toolkit(make_spacy(tmp_path)).identity
    assert open_toolkit(f"spacy:{tmp_path / 'pipeline'}").identity == first
    tmp_path.joinpath("pipeline", "entity_ruler", "patterns.jsonl").write_text(
        '{"label": "ORG", "pattern": "商务部"}\n', "utf-8"
    )
    assert open_toolkit(f"spacy:{tmp_path / 'pipeline'}").identity != first


@pytest.mark.jvm
@pytest.mark.xdist_group("jvm")
def test_workers_open_a_java_machine_of_their_own(model: Path, tmp_path: Path) -> None:
    pipeline = Pipeline(make_hanlp1(tmp_path), model)
    assert pipeline.identity
    documents = [Document(f"王小明在北京召开第{i}次会议。") for i in range(3)]
    alone, shared = list(pipeline.extract_all(documents)), list(pipeline.extract_all(documents, workers=2))
    assert [e.document for e in shared] == documents
    assert [e.entities for e in shared] == [e.entities for e in alone]


@pytest.mark.jvm
@pytest.mark.xdist_group("jvm")
def test_hanlp1_finds_persons_places_and_organisations(model: Path, tmp_path: Path) -> None:
    text = "吉林省发展改革委主任王小明在北京市朝阳区出席会议。"
    (found,) = open_toolkit(make_hanlp1(tmp_path)).annotate([text])
    names = {(text[name.begin : name.end], type_of(name.label)) for name in found.names}
    assert {
        ("王小明", EntityType.PERSON),
        ("北京市", EntityType.REGION),
        ("吉林省发展改革委", EntityType.INSTITUTION),
    } <= names
    assert "".join(text[word.begin : word.end] for word in found.words) == text


@pytest.mark.models
def test_hanlp_loads_what_it_trained_beside_our_names(model: Path, tmp_path: Path) -> None:
    text = "财政部在上海召开会议，加快发展低空经济。"
    (found,) = open_backend(make_hanlp(tmp_path), model).annotate([text])
    names = {(text[name.begin : name.end], name.label, name.source) for name in found.names}
    assert {
        ("财政部", "Institution", "toolkit"),
        ("上海", "Region", "toolkit"),
        ("低空经济", "Industry", "model"),
    } <= names

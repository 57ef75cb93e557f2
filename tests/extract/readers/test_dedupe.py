"""A text that a file prints twice is one text with two origins; texts that differ stay apart."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.readers import from_txt
from extract.readers.dedupe import merge_copies, split_copies
from extract.readers.paragraphs import units_of
from extract.readers.reader import iter_documents, read_file
from extract.records import Document, Origin, Segment
from tests.extract.readers.pages import write

SENTENCES = [
    f"第{number}项工作由云岭省科技厅牵头，会同有关部门组织实施，{what}，推动未来产业发展。"
    for number, what in enumerate(
        ["建设中试平台", "开放应用场景", "设立产业基金", "培养专业人才", "制定重点标准", "开展国际合作"]
    )
]
ARTICLE = "先导区里看未来\n来源:云岭科技网 日期:2025-02-22 点击:\n" + "\n".join(SENTENCES) + "\n(作者:方砚秋)\n"


def parts(text: str) -> list[list[str]]:
    return [[unit.text for unit in part] for part in split_copies(units_of(from_txt.read(text.encode(), "a.txt")))]


def test_the_same_article_twice(tmp_path: Path) -> None:
    second = "主页 > 新闻 >\n" + ARTICLE.replace("日期:2025-02-22 点击:", "2025-02-22").replace("，会", "， 会")
    text = "当前位置:主页 > 新闻 >\n" + ARTICLE + second
    (document,) = read_file(write(tmp_path, "a.txt", text))
    assert document.text.split("\n") == [
        "先导区里看未来",
        "来源:云岭科技网 日期:2025-02-22",
        *SENTENCES,
        "(作者:方砚秋)",
    ]
    assert [origin.copy for origin in document.origins] == [0, 1]
    for origin in document.origins:
        for segment in origin.segments:
            there = text[segment.source_begin : segment.source_end]
            assert there == document.text[segment.begin : segment.end]
    assert document.origins[1].segments[-1].source_begin > len(text) // 2


def test_three_prints_on_one_line(tmp_path: Path) -> None:
    (document,) = read_file(write(tmp_path, "a.txt", " ".join([" ".join(SENTENCES)] * 3)))
    assert document.text.split("\n") == SENTENCES
    assert [origin.copy for origin in document.origins] == [0, 1, 2]


def test_a_sentence_that_comes_again_is_no_copy() -> None:
    text = "\n".join([*SENTENCES, SENTENCES[0], SENTENCES[3]])
    assert len(parts(text)) == 1
    assert len(parts("\n".join([SENTENCES[0]] * 20))) == 1


def test_a_copy_that_says_more_is_the_text(tmp_path: Path) -> None:
    text = "\n".join(SENTENCES[:5]) + "\n" + "\n".join(SENTENCES)
    (document,) = read_file(write(tmp_path, "a.txt", text))
    assert document.text.split("\n") == SENTENCES
    assert [len(origin.segments) for origin in document.origins] == [5, 6]


def test_copies_that_each_say_something_of_their_own_stay_apart(tmp_path: Path) -> None:
    text = "\n".join(SENTENCES[:5]) + "\n" + "\n".join([*SENTENCES[:4], SENTENCES[5]])
    assert len(read_file(write(tmp_path, "a.txt", text))) == 2


def test_different_documents_are_not_merged() -> None:
    documents = [
        Document(text, (), (Origin("a.txt", "", "txt", "", copy, (Segment(0, len(text), 0, len(text)),)),))
        for copy, text in enumerate(SENTENCES)
    ]
    assert merge_copies(documents) == documents


@given(st.permutations(range(4)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_files_does_not_change_texts(order: list[int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        names = [str(write(Path(folder), f"{i}.txt", ARTICLE * (1 + i % 2) + SENTENCES[i])) for i in range(4)]
        straight = {d.origins[0].source: d for d in iter_documents(names)}
        assert {d.origins[0].source: d for d in iter_documents([names[i] for i in order])} == straight

"""Files, folders and stdin to documents: order, names of sources, encodings, one clear line for the unreadable."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from extract.errors import UnreadableDocument
from extract.readers import reader
from extract.readers.reader import iter_documents, read_file
from tests.extract.readers.pages import SENTENCE, docx, pdf, scanned_pdf, write

TEXT = f"关于建设未来产业先导区的通知\n\n{SENTENCE}\n"
TRADITIONAL = "雲嶺省將建設人形機器人中試平台，支持領軍企業聯合高校組建創新聯合體，推動未來產業發展。"


def reason(path: Path | str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_found_from_the_content(tmp_path: Path, encoding: str, name: str) -> None:
    (document,) = read_file(write(tmp_path, "通知.txt", TEXT, encoding))
    assert document.text.endswith(SENTENCE)
    assert document.origins[0].encoding == name


def test_big5_is_found(tmp_path: Path) -> None:
    (document,) = read_file(write(tmp_path, "講話.txt", TRADITIONAL * 3, "big5"))
    assert document.text == TRADITIONAL * 3
    assert document.origins[0].encoding == "big5"


def test_an_html_page_declares_its_encoding(tmp_path: Path) -> None:
    page = f"<html><head><meta charset=gb2312><title>通知</title></head><body><p>{SENTENCE}</p></body></html>"
    (document,) = read_file(write(tmp_path, "a.html", page, "gb18030"))
    assert document.text == SENTENCE


def test_a_web_page_saved_as_txt_is_read_as_one(tmp_path: Path) -> None:
    (document,) = read_file(write(tmp_path, "a.txt", f"<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>"))
    assert document.text == SENTENCE
    assert document.origins[0].format == "html"


def test_a_file_keeps_the_name_it_was_given_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "b/通知.txt", TEXT)
    monkeypatch.chdir(tmp_path)
    assert [d.origins[0].source for d in iter_documents(["b/通知.txt"])] == ["b/通知.txt"]
    assert [d.origins[0].source for d in iter_documents(["b"])] == ["b/通知.txt"]
    assert [d.origins[0].source for d in iter_documents(["b/"])] == ["b/通知.txt"]


def test_a_folder_is_read_in_order_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/c.html", ".hidden.txt", ".git/x.txt", "figure.png", "c.TXT"):
        write(tmp_path, name, SENTENCE + name)
    documents = list(iter_documents([str(tmp_path)]))
    names = [Path(d.origins[0].source).relative_to(tmp_path).as_posix() for d in documents]
    assert names == ["a/c.html", "a/z.md", "b.txt", "c.TXT"]
    assert documents == list(iter_documents([str(tmp_path)]))


def test_stdin_is_read_and_its_format_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, form in (
        (SENTENCE.encode("gb18030"), "txt"),
        (pdf([[SENTENCE[:30]]]), "pdf"),
        (docx([SENTENCE]), "docx"),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        (document,) = iter_documents(["-"])
        assert (document.origins[0].source, document.origins[0].format) == ("-", form)
        assert document.text.startswith(SENTENCE[:30])


def test_bad_files_are_reported_and_the_others_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "b.txt", "")
    write(tmp_path, "c.pdf", "no PDF")
    told: list[UnreadableDocument] = []
    documents = list(iter_documents([str(tmp_path), str(tmp_path / "none.txt")], told.append))
    assert len(documents) == 1
    assert [Path(error.path).name for error in told] == ["b.txt", "c.pdf", "none.txt"]
    with pytest.raises(UnreadableDocument, match="empty"):
        list(iter_documents([str(tmp_path)]))


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\u3000\n\u200b".encode()])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(data)
    told = reason(path)
    assert told.startswith(f"{path}: ")
    assert "empty" in told or "no text" in told


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, os.urandom(5000), b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 999])
def test_a_binary_file_with_the_name_of_a_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "规划.txt"
    path.write_bytes(data)
    assert "binary" in reason(path) or "not a text" in reason(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"no zip at all", docx(["规划"])[:900]])
def test_a_broken_word_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "规划.docx"
    path.write_bytes(data)
    assert "damaged Word file" in reason(path) or "empty" in reason(path)


def test_an_old_or_encrypted_word_file(tmp_path: Path) -> None:
    path = tmp_path / "规划.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in reason(path)


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    path = tmp_path / "规划.pdf"
    path.write_bytes(pdf([[SENTENCE[:20]]], password="secret"))
    assert reason(path) == f"{path}: an encrypted PDF; save it without a password"


def test_a_scanned_pdf(tmp_path: Path) -> None:
    path = tmp_path / "规划.pdf"
    path.write_bytes(scanned_pdf(12))
    assert reason(path) == f"{path}: no text layer in 12 of 12 pages; run OCR first or give a .txt"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"no PDF"])
def test_a_broken_pdf(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "规划.pdf"
    path.write_bytes(data)
    assert "damaged PDF" in reason(path) or "empty" in reason(path)


def test_html_nested_ten_thousand_deep(tmp_path: Path) -> None:
    page = "<div>" * 10_000 + SENTENCE + "</div>" * 10_000
    assert read_file(write(tmp_path, "a.html", page))[0].text == SENTENCE
    assert read_file(write(tmp_path, "b.html", "<b>" * 10_000 + SENTENCE))[0].text == SENTENCE


def test_a_text_of_fifty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "汇编.txt"
    path.write_bytes((SENTENCE + "\n").encode() * (50_000_000 // len((SENTENCE + "\n").encode())))
    begin = time.monotonic()
    assert "more than the 10,000,000 characters" in reason(path)
    assert time.monotonic() - begin < 20


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 100)
    assert "more than" in reason(write(tmp_path, "a.txt", SENTENCE * 3))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert reason(tmp_path / "没有.txt") == f"{tmp_path / '没有.txt'}: no such file or folder"


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    write(tmp_path, "figure.png", "x")
    with pytest.raises(UnreadableDocument, match="no readable files"):
        list(iter_documents([str(tmp_path)]))


def test_a_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UnreadableDocument, match="cannot be listed"):
        list(iter_documents([str(tmp_path)]))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path, "a.txt", TEXT)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "permission denied" in reason(path)


def test_a_page_of_nothing_but_furniture(tmp_path: Path) -> None:
    assert "no text" in reason(write(tmp_path, "a.txt", "首页\n设为首页 | 加入收藏\n返回顶部\n"))

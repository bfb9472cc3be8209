from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.article import loading
from assistant.article.loading import document_in, document_of, read_document
from assistant.errors import ArticleError
from tests.article.small_files import locked, pdf_of

if TYPE_CHECKING:
    from pathlib import Path

STORY = "The bridge was closed in March.\nIt will open again in May, the café’s owner said.\n"


@pytest.fixture
def saved(tmp_path: Path):
    def save(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return save


def refusal_of(path: Path) -> str:
    with pytest.raises(ArticleError) as refused:
        read_document(path)
    message = str(refused.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"]
)
def test_a_text_is_kept_as_decoded_whatever_its_encoding(saved, encoding):
    assert read_document(saved("bridge.txt", STORY.encode(encoding))).text == STORY


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Мост через реку закрыт с марта после бури. Его откроют в мае. " * 5),
        ("shift_jis", "橋は三月から閉鎖されています。五月に再開する予定です。" * 5),
        ("gb18030", "这座桥自三月以来一直关闭。五月将重新开放。" * 10),
    ],
)
def test_other_encodings_are_detected(saved, encoding, text):
    assert read_document(saved("bridge.txt", text.encode(encoding))).text == text


def test_only_line_ends_change(saved):
    strange = "Tab\there, ligature ﬁ, soft\u00adhyphen, zero\u200bwidth, NBSP\u00a0, NFD e\u0301."
    document = read_document(saved("strange.txt", f"{strange}\r\nSecond line.\rThird.\n"))
    assert document.text == f"{strange}\nSecond line.\nThird.\n"


def test_a_few_broken_bytes_do_not_change_the_encoding_of_the_rest(saved):
    content = ("Café owners in Orléans, près de l’école, déjà là. " * 4).encode() + b"\xff end"
    assert "Café owners in Orléans" in read_document(saved("broken.txt", content)).text


def test_a_zero_byte_is_replaced_in_its_place(saved):
    text = read_document(saved("zero.txt", "A story" + " goes on" * 50 + "\0.")).text
    assert text.endswith("goes on\ufffd.")


def test_the_title_is_the_first_line_or_the_heading_or_the_file_name(saved):
    titled = "A Bridge Too Old\n\nIt was closed in March.\n"
    assert read_document(saved("a.txt", titled)).title == "A Bridge Too Old"
    assert (
        read_document(saved("b.md", "Some words.\n\n## The bridge\n\nMore.")).title == "The bridge"
    )
    assert read_document(saved("old_mill-bridge.txt", STORY)).title == "old mill bridge"


def test_markdown_is_known_by_its_name(saved):
    assert read_document(saved("a.MD", STORY)).markup == "markdown"
    assert read_document(saved("a.markdown", STORY)).markup == "markdown"
    assert read_document(saved("a.txt", STORY)).markup == "plain"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\r\n", "holds no words"),
        ("image.txt", bytes(range(256)) * 40, "is not text"),
        ("photo.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(2000), "is not text"),
        ("story.docx", b"PK", ".txt, .md, .markdown, .html, .htm, .pdf"),
        ("story", b"words", "of no known kind"),
        ("broken.pdf", b"%PDF-1.7 and nothing more", "is not a PDF that can be read"),
        ("text.pdf", STORY.encode(), "is not a PDF that can be read"),
        ("none.html", b"<html><body><script>alert(1)</script></body></html>", "no article text"),
        ("noise.html", bytes(range(256)) * 40, "noise.html"),
        ("scan.pdf", pdf_of([], []), "its 2 pages hold no text layer"),
        (
            "locked.pdf",
            locked(pdf_of(["The bridge is closed."]), "secret"),
            "is encrypted; save an unlocked copy",
        ),
    ],
)
def test_a_file_that_is_no_article_says_why_in_one_sentence(saved, name, content, reason):
    path = saved(name, content)
    message = refusal_of(path)
    assert reason in message
    assert message.startswith(str(path))


def test_a_missing_path_and_a_folder_say_so(tmp_path):
    assert "does not exist" in refusal_of(tmp_path / "nothing.txt")
    assert "is a folder" in refusal_of(tmp_path)


@pytest.mark.parametrize(
    "name", ["a\0b.txt", "x" * 5_000 + ".txt", "a\x1b[31mred.txt", "-rf.txt", " "]
)
def test_a_strange_name_gives_a_sentence_that_a_terminal_can_show(tmp_path, name):
    assert refusal_of(tmp_path / name).isprintable()


def test_a_file_that_may_not_be_read_says_so(saved):
    path = saved("secret.txt", STORY)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    assert "cannot be opened" in refusal_of(path)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    assert "is not an ordinary file" in refusal_of(path)


@pytest.mark.parametrize(
    ("name", "limit"), [("a.txt", "5 MB"), ("a.html", "5 MB"), ("a.pdf", "20 MB")]
)
def test_a_file_over_the_limit_is_refused_unread_and_names_the_limit(tmp_path, name, limit):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert limit in refusal_of(path)


def test_an_uploaded_file_is_read_from_memory_as_one_on_the_disk_is(saved):
    for name in ("bridge.txt", "bridge.md", "bridge.PDF", "bridge.html"):
        content = pdf_of(["It is shut."]) if name.endswith("PDF") else STORY.encode()
        from_disk = read_document(saved(name, content))
        assert document_in(content, name) == replace(from_disk, origin=name)


@pytest.mark.parametrize("name", ["../../a b.txt", "C:\\x\\a b.txt", "/a b.txt", "a b.txt"])
def test_of_the_name_of_an_upload_only_the_end_is_shown(name):
    document = document_in(b"one line only, without an end", name)
    assert (document.title, document.origin) == ("a b", "a b.txt")


def test_an_upload_that_is_no_article_says_why_in_one_sentence():
    refused = {
        "a.docx": "a .docx file; Footnote reads .txt",
        "": "of no known kind",
        "a.txt": "a.txt is empty",
        "two\nlines.pdf": "'two\\nlines.pdf' is empty",
    }
    for name, reason in refused.items():
        with pytest.raises(ArticleError) as told:
            document_in(b"", name)
        assert reason in str(told.value)
        assert "\n" not in str(told.value)


def test_an_upload_over_the_limit_of_its_kind_is_refused():
    with pytest.raises(ArticleError, match=r"long\.txt has 5\.0 MB and the limit is 5 MB"):
        document_in(b"x" * (loading.LARGEST_TEXT + 1), "long.txt")


def test_a_pasted_text_keeps_every_character_in_its_place():
    text = "First line.\r\nSecond\0 line \ud83d ends."
    document = document_of(text)
    assert len(document.text) == len(text)
    assert document.text == "First line.\r\nSecond\ufffd line \ufffd ends."
    document.text.encode("utf-8")


def test_a_pasted_text_is_named_by_its_title_or_its_first_words():
    assert document_of("A Bridge\n\nIt fell.").title == "A Bridge"
    assert document_of("It fell.", title="Bridges").title == "Bridges"
    assert document_of("word " * 50).title.endswith("…")


def test_a_pasted_text_has_the_limits_of_a_file():
    with pytest.raises(ArticleError, match="5 MB"):
        document_of("é" * 2_600_000)
    with pytest.raises(ArticleError, match="no words"):
        document_of(" … \n")


def test_every_reader_says_how_much_it_reads():
    assert all(largest >= loading.MEGABYTE for _, largest in loading.READERS.values())


def test_hostile_texts_come_through_unchanged(adversarial, saved):
    for path in sorted((adversarial / "unicode_trojan_source").glob("*.txt")):
        content = path.read_text("utf-8").replace("\r\n", "\n")
        assert not content or read_document(path).text == content

"""Whole documents, the Markdown below front matter, and many edits of many files."""

from __future__ import annotations

import pytest

from pmcli.yaml.edit import CannotEdit, EditBuffer, drop_document, put, put_body
from pmcli.yaml.edit.edit_buffer import PART_PATH, Documents, ListItems
from pmcli.yaml.read import read

THREE = "# head\nid: a\n---  # b\nid: b\nd: |\n  ---\n---\n\n# c\nid: c\n"


@pytest.mark.parametrize(
    ("text", "document", "after"),
    [
        (THREE, 0, "id: b\nd: |\n  ---\n---\n\n# c\nid: c\n"),
        (THREE, 1, "# head\nid: a\n---\n\n# c\nid: c\n"),
        (THREE, 2, "# head\nid: a\n---  # b\nid: b\nd: |\n  ---\n"),
        ("---\nid: a\n---\nid: b\n", 0, "id: b\n"),
        ("---\nid: a\n---\nid: b\n", 1, "---\nid: a\n"),
        ("id: a\n---\n---\nid: b\n", 0, "id: b\n"),
        ("id: a\r\n---\r\nid: b", 1, "id: a\r\n"),
        ("\ufeffid: a\n---\nid: b\n", 0, "\ufeffid: b\n"),
        ("--- {id: a}\n--- {id: b}\n", 0, "--- {id: b}\n"),
    ],
)  # fmt: skip
def test_drop_document(text: str, document: int, after: str) -> None:
    new = drop_document(text.encode(), "a.yaml", document).decode()
    kept = [one.data for at, one in enumerate(read(text.encode(), "a").documents) if at != document]
    assert [document.data for document in read(new.encode(), "a").documents] == kept
    assert new == after


@pytest.mark.parametrize(
    ("text", "path", "document"),
    [("id: a\n", "a.yaml", 0), (THREE, "a.yaml", 3), ("---\nid: a\n---\nx", "a.md", 0), ("id: a\n...\nid: b\n", "a.yaml", 0)],
)  # fmt: skip
def test_drop_document_refuses(text: str, path: str, document: int) -> None:
    with pytest.raises(CannotEdit):
        drop_document(text.encode(), path, document)


@pytest.mark.parametrize(
    ("before", "body", "after"),
    [
        ("---\nid: a\n---\n\nOld.\n", "New.\n\n---\nmore", "---\nid: a\n---\n\nNew.\n\n---\nmore\n"),
        ("---\nid: a\n---\nOld.", "New.", "---\nid: a\n---\n\nNew.\n"),
        ("---\nid: a\n---", "New.", "---\nid: a\n---\n\nNew.\n"),
        ("---\nid: a\n---\n\n\nOld.\n\n", "New.", "---\nid: a\n---\n\n\nNew.\n\n"),
        ("---\r\nid: a\r\n---\r\nOld.\r\n", "a\nb", "---\r\nid: a\r\n---\r\n\r\na\r\nb\r\n"),
        ("---\nid: a\n---\n\nOld.\n", "", "---\nid: a\n---\n"),
    ],
)  # fmt: skip
def test_put_body(before: str, body: str, after: str) -> None:
    assert put_body(before.encode(), "a.md", body).decode() == after


def test_put_body_refuses() -> None:
    for text, path, body in [
        (b"id: a\n", "a.yaml", "x"),
        (b"no front matter", "a.md", "x"),
        (b"---\na: 1\n---\n", "a.md", "\x00"),
    ]:
        with pytest.raises(CannotEdit):
            put_body(text, path, body)


def test_a_buffer_edits_lists_item_by_item() -> None:
    texts = {"l.yaml": b"# head\n- id: a\n  t: 1\n- id: b\n  t: 2\n", "m.yaml": b"t: 1\n---\nt: 2\n"}
    buffer = EditBuffer(texts)
    buffer.at_keys("l.yaml", 0, (1, "t"), lambda text, path, at, keys: put(text, path, at, keys, "x"))
    buffer.at_keys("l.yaml", 0, (0, "t"), lambda text, path, at, keys: put(text, path, at, keys, "y"))
    buffer.at_keys("m.yaml", 1, ("t",), lambda text, path, at, keys: put(text, path, at, keys, "z"))
    assert buffer.texts() == {
        "l.yaml": b"# head\n- id: a\n  t: y\n- id: b\n  t: x\n",
        "m.yaml": b"t: 1\n---\nt: z\n",
    }
    buffer.whole("l.yaml", lambda text: text + b"- id: c\n")
    assert buffer.texts()["l.yaml"].endswith(b"- id: c\n")
    with pytest.raises(CannotEdit):
        buffer.at_keys("l.yaml", 0, (9, "t"), lambda text, path, at, keys: put(text, path, at, keys, "x"))


def test_documents_are_edited_one_by_one() -> None:
    text = (
        b"# head\nid: a\nn: &x 1\nm: *x\n---  # b\nid: b\nd: |\n  ---\nrice: {confidence: 80%}\n---\n\nid: c"
    )
    documents = Documents.of(text, "a.yaml")
    assert documents is not None
    assert len(documents.texts) == 3
    assert documents.whole() == text
    changed = documents.edited(1, lambda part: put(part, PART_PATH, 0, ("id",), "z"))
    assert changed.whole() == text.replace(b"id: b", b"id: z")
    with pytest.raises(CannotEdit):
        documents.edited(3, lambda part: part)
    with pytest.raises(CannotEdit):
        documents.edited(0, lambda _: b"id: [\n").whole()
    for other in (b"id: a\n", b"%YAML 1.2\n---\na: 1\n---\nb: 2\n", b"a: 1\n---\n", b"\xff\n---\n"):
        assert Documents.of(other, "a.yaml") is None
    buffer = EditBuffer({"a.yaml": text})
    buffer.at_keys("a.yaml", 2, ("id",), lambda text, path, at, keys: put(text, path, at, keys, "y"))
    buffer.at_line("a.yaml", 2, lambda text, path, line: put(text, path, 0, ("id",), "x"))
    assert buffer.texts()["a.yaml"] == text.replace(b"id: c", b"id: y").replace(b"id: a", b"id: x")


def test_only_an_alias_keeps_a_list_in_one_piece() -> None:
    """An ampersand in somebody's prose, or an anchor that nobody uses, is no reason to read it all each time."""
    for text, is_cut in (
        (b"- {id: a, title: Plan & do}\n- {id: b, title: B}\n", True),
        (b"- {id: a, title: &unused A}\n- {id: b, title: B}\n", True),
        (b"- {id: a, title: &one A}\n- {id: b, title: *one}\n", False),
        (b"- &one {id: a, title: A}\n- {<<: *one, id: b}\n", False),
    ):
        assert (ListItems.of(text, "l.yaml") is not None) is is_cut, text
    buffer = EditBuffer(
        {"l.yaml": b"- {id: a, title: &one A & B}\n- {id: b, title: *one}\n- {id: c, title: C & D}\n"}
    )
    buffer.at_keys("l.yaml", 0, (2, "title"), lambda text, path, at, keys: put(text, path, at, keys, "E"))
    assert buffer.texts()["l.yaml"].endswith(b"title: *one}\n- {id: c, title: E}\n")

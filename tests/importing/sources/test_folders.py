"""Folders of pages: what a page of lists says is told as of one page, whatever its lines end in."""

from __future__ import annotations

import pytest

from pmcli.importing.sources.importer import Source
from pmcli.importing.sources.text.folder import FOLDER
from pmcli.importing.sources.text.yaml_file import YAML


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_line_endings_say_nothing(ending: bytes) -> None:
    pages = {
        "now.md": b"| Name | Status |\n|---|---|\n| Sails | done |\n| Oars | planned |\n",
        "next.md": b"Roof deck\n=========\n\n* Dock\n* Pier\n",
    }
    usual = FOLDER.read(Source("plan", files=pages), {})
    others = {path: text.replace(b"\n", ending) for path, text in pages.items()}
    assert [draft.key for draft in usual.drafts] == ["Dock", "Pier", "Sails", "Oars"]
    assert FOLDER.read(Source("plan", files=others), {}).drafts == usual.drafts


def test_what_is_left_out_of_a_folder_of_lists_is_told() -> None:
    pages = {"now.md": b"- Dock\n- ~~Pier~~\n\nSome words.\n", "next.md": b"- [ ] Sails (2w)\n  - [ ] Mast\n"}
    told = FOLDER.read(Source("plan", files=pages), {}).guesses
    assert "what is struck through, and not ticked, counts as declined (1)" in told
    assert "tasks below an item are parts of it (1 part)" in told
    assert any("prose and lists that hold no features are left out: 1 line" in words for words in told)
    assert 'next.md: read within lines, and cut out of them: "(2w)" (1)' in told


@pytest.mark.parametrize(
    ("files", "key"),
    [
        (
            {
                "now.md": b"| Title | Status | File |\n|---|---|---|\n| Sails | done | a.c |\n| Oars | planned | b.c |\n"
            },
            "Sails",
        ),
        ({"boats.yaml": b"items:\n- {title: Sails, file: a.c}\n- {title: Oars, file: a.c}\n"}, "Sails"),
        ({"sails.md": b"---\ntitle: Sails\nstatus: done\nfile: a.c\n---\n"}, "sails"),
    ],
)
def test_a_key_called_file_is_no_name(files: dict[str, bytes], key: str) -> None:
    draft = FOLDER.read(Source("plan", files=files), {}).drafts[0]
    assert (draft.key, draft.fields["x-file"]) == (key, "a.c")


def test_items_of_one_file_are_all_read() -> None:
    text = b"items:\n- {title: Sails, file: a.c}\n- {title: Oars, file: a.c}\n"
    assert [draft.key for draft in YAML.read(Source("plan.yaml", text), {}).drafts] == ["Sails", "Oars"]


def test_a_key_called_numbered_is_kept() -> None:
    draft = YAML.read(Source("plan.yaml", b"items:\n- {title: Sails, numbered: 2 of 4}\n"), {}).drafts[0]
    assert (draft.also, draft.fields["x-numbered"]) == ((), "2 of 4")

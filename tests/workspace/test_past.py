"""What commits changed, and the items of lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.workspace.files import CommitPast
from pmcli.workspace.list_items import list_items
from pmcli.workspace.loading import load
from tests.cli.repo import commit, git
from tests.conftest import CLOCK, for_each
from tests.review.repository import Repository
from tests.worlds import World


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three commits below the folder `roadmap`; the last one also takes a file away and brings a link."""
    repo = Repository(tmp_path)
    repo.commit("2026-01-01", {"pm.yaml": "pm: 1\n", 'a größe".yaml': "1\n", "gone.yaml": "2\n"})
    repo.commit("2026-01-02", {'a größe".yaml': "3\n"})
    repo.write()
    (tmp_path / "elsewhere").write_text("not of the workspace\n")
    (tmp_path / "roadmap" / "gone.yaml").unlink()
    (tmp_path / "roadmap" / "link.yaml").symlink_to("pm.yaml")
    (tmp_path / "roadmap" / "new\nline.yaml").write_text("5\n")
    commit(tmp_path)
    return tmp_path / "roadmap"


def test_each_commit_tells_what_it_changed(root: Path) -> None:
    past = CommitPast.of(root)
    assert [sorted(change) for change in past.changes] == [
        ['a größe".yaml', "gone.yaml", "pm.yaml"], ['a größe".yaml'], ["gone.yaml", "link.yaml", "new\nline.yaml"],
    ]  # fmt: skip
    odd = [past.blob(index, 'a größe".yaml') for index in range(-1, 3)]
    assert odd[0] is None
    assert [past.text(blob) for blob in odd[1:] if blob is not None] == [b"1\n", b"3\n", b"3\n"]
    assert past.touching('a größe".yaml') == (0, 1)
    assert past.blob(2, "gone.yaml") is None
    assert past.text(past.blob(2, "link.yaml") or "") is None, "a link is not followed"
    assert past.paths == ('a größe".yaml', "gone.yaml", "link.yaml", "new\nline.yaml", "pm.yaml")


def test_the_files_are_one_change_more(root: Path) -> None:
    texts = {"pm.yaml": b"pm: 1\n", "new.yaml": b"4\n"}
    past = CommitPast.of(root, working=texts)
    assert len(past.changes) == len(past.commits) + 1
    assert dict(past.changes[-1]) == {
        'a größe".yaml': None, "link.yaml": None, "new\nline.yaml": None, "new.yaml": git(root, "hash-object", "--stdin", given=b"4\n"),
    }  # fmt: skip
    assert past.text(past.blob(3, "new.yaml") or "") == b"4\n"


@for_each("text, names", [
    ("- id: a\n  title: A\n\n# b\n- id: 'b'   # B\n  title: B\n", ["a", "b"]),
    ("- title: A\n  id: a\n", None),  # which id is it? all is read
    ("- id: a\n- id: a\n", None),
    ("---\n- id: a\n", None),
    ("# two\nid: a\ntitle: A\n---\n\n# b\nid: b\n---\n", ["a", "b"]),
    ("id: a\n--- # b\nid: b\n", None),
    ("id: a\n---\n- id: b\n", None),
    ("%YAML 1.2\n---\nid: b\n", None),
    ("title: A\n", None),
    ("- {id: a, title: A,\n   tags: [x]}\n- {'id': b}\n", None),
    ("- {id: a, title: A,\n   tags: [x]}\n- { id: b }\n", ["a", "b"]),
    ("- id: a: b\n", None),
    ("", None),
])  # fmt: skip
def test_items_of_a_list(text: str, names: list[str] | None) -> None:
    items = list_items(text.encode())
    assert (list(items) if items is not None else None) == names


@given(st.integers(0, 2_000), st.booleans())
def test_an_item_alone_says_what_it_says_among_others(seed: int, is_list: bool) -> None:
    world = World(seed)
    text = world.features if is_list else _documents(world.features)
    items = list_items(text.encode()) or {}
    head = {"pm.yaml": world.head.encode()}
    whole, _ = load({**head, "features/all.yaml": text.encode()}, clock=CLOCK)
    assert items.keys() == whole.features.keys()
    for name, item in items.items():
        alone, _ = load({**head, "features/all.yaml": item}, clock=CLOCK)
        assert alone.features == {name: whole.features[name]}


def _documents(listed: str) -> str:
    """A list as documents."""
    return "---\n".join(
        "".join(line[2:] for line in item.splitlines(keepends=True))
        for item in re.split(r"^(?=- )", listed, flags=re.MULTILINE)
    )

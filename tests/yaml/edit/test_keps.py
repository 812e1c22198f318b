"""240 files that people keep in git: a value set, a key and an item added, a key removed, in each sixth of them.

tests/proofs/test_keps.py does so in each of them.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pmcli.model.backlog import Keys
from pmcli.yaml.edit import CannotEdit, append, drop, order, put, put_value
from pmcli.yaml.read import Value, is_null, read
from tests.yaml.edit.test_properties import middle, remarks, said

ARCHIVE = Path(__file__).parents[2] / "data" / "keps" / "all.tar.xz"


def keps() -> dict[str, bytes]:
    """The files by name."""
    with tarfile.open(ARCHIVE) as archive:
        files = {
            getmember.name: archive.extractfile(getmember)
            for getmember in archive.getmembers()
            if getmember.isfile()
        }
        return {name: file.read() for name, file in files.items() if file is not None}


FILES = keps()
pytestmark = pytest.mark.unmeasured


@pytest.fixture
def files() -> dict[str, bytes]:
    """The files that are edited."""
    return dict(list(FILES.items())[::6])


def data_of(text: bytes) -> dict[str, Any]:
    [document] = said(text)
    assert isinstance(document, dict)
    return document


def only_added(old: bytes, new: bytes, lines: int) -> None:
    """So many lines came in one place; all others stay, but for the break at the end of the last."""
    removed, added = middle(old, new)
    assert added - removed == lines
    assert removed <= (not old.endswith(b"\n"))


def test_all_of_them_are_here() -> None:
    assert len(FILES) == 240
    for name, text in FILES.items():
        assert not [fault for fault in read(text, name).faults if fault.severity == "error"], name


def test_a_value_set(files: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for name, text in files.items():
        with subtests.test(name):
            before = data_of(text)
            for value in ("planned", "a: b # c", "3..5..9"):
                new = put_value(text, name, 0, ("status",), value)
                assert middle(text, new) == (1, 1)
                assert data_of(new) == {**before, "status": value}
                assert remarks(new) == remarks(text)


def test_a_key_added_and_removed(files: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for name, text in files.items():
        with subtests.test(name):
            before = data_of(text)
            for key, value, lines in (
                ("effort", {"web": "3..5", "payments": "M"}, 1),
                ("description", "One line.\nAnother: # line\n", 3),
                ("requests", [{"account": "acme", "says": "now, please"}, {"account": "globex"}], 3),
            ):
                new = put_value(text, name, 0, (key,), value)
                only_added(text, new, lines)
                assert data_of(new) == {**before, key: value}
                assert drop(new, name, 0, (key,)) in (text, text + b"\n" * (not text.endswith(b"\n")))


def test_an_item_added_and_removed(files: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for name, text in files.items():
        with subtests.test(name):
            before = data_of(text)
            for key, items in [
                (key, items) for key, items in before.items() if isinstance(items, list) and items
            ]:
                new = append(text, name, 0, (key,), "@somebody-new")
                assert data_of(new) == {**before, key: [*items, "@somebody-new"]}
                assert remarks(new) == remarks(text)
                assert middle(text, new) in ((0, 1), (1, 1), (1, 2))
                assert drop(new, name, 0, (key, len(items))) == text


def test_every_key_removed(files: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for name, text in files.items():
        with subtests.test(name):
            before = data_of(text)
            for key in before:
                new = drop(text, name, 0, (key,))
                assert data_of(new) == {one: value for one, value in before.items() if one != key}
                assert middle(text, new)[1] <= (not text.endswith(b"\n"))


def scalars(data: Value, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, str):
        yield keys, data
        return
    pieces = data.items() if isinstance(data, dict) else enumerate(data)
    for key, one in pieces:
        yield from scalars(one, (*keys, key))


def test_every_value_changed_and_changed_back(subtests: pytest.Subtests) -> None:
    for name, text in list(FILES.items())[::6]:
        with subtests.test(name):
            for keys, old in scalars(data_of(text)):
                new = put(text, name, 0, keys, "something: else")
                found: Any = data_of(new)
                for key in keys:
                    found = found[key]
                assert found == "something: else"
                if not is_null(old) and '"' not in old and "\\" not in old and "\n" not in old:
                    assert said(put(new, name, 0, keys, old))[0] == data_of(text)


@pytest.mark.parametrize("name", list(FILES)[::6])
def test_keys_in_another_order_and_back(name: str) -> None:
    text = FILES[name]
    own = list(data_of(text))
    try:
        new = order(text, name, 0, (), sorted(own))
    except CannotEdit as fault:
        pytest.skip(fault.reason)
    assert list(data_of(new)) == sorted(own)
    assert data_of(new) == data_of(text)
    assert sorted(remarks(new)) == sorted(remarks(text))

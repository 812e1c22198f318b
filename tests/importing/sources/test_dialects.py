"""Formats that are data: every file says what its importer asks of it."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from pmcli.importing.sources.tables.columns import checked, compact
from pmcli.importing.sources.tables.dialect import DIALECTS, dialect
from pmcli.model.feature import STATUSES, TYPES

FOLDER = files("pmcli.importing.sources") / "dialects"


def test_every_file_is_a_dialect_that_is_listed() -> None:
    assert {path.name.removesuffix(".yaml") for path in FOLDER.iterdir()} == set(DIALECTS)


@pytest.mark.parametrize("name", DIALECTS)
def test_what_a_dialect_says_is_known_here(name: str) -> None:
    known = dialect(name)
    listed = Counter(compact(column) for names in known.columns.values() for column in names)
    assert [column for column, times in listed.items() if times > 1] == []
    assert [meaning for meaning in known.columns if checked(meaning) != meaning] == []
    assert set(known.statuses) <= set(STATUSES)
    assert set(known.types) <= set(TYPES)
    assert 2 <= (known.least or len(known.sure)) <= len(known.sure)

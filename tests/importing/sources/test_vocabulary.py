"""The words of foreign tables: files that hold what the importers ask of them, each word once."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from pmcli.importing.sources.plain_values import LANGUAGES, status_like, status_of, type_of
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.given import checked
from pmcli.importing.sources.tables.values.efforts import WEEKS
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.importing.sources.vocabulary import FILES, bare, vocabulary
from pmcli.model.feature import STATUSES, TYPES
from pmcli.yaml.read import read

FOLDER = files("pmcli.importing.sources") / "words"
SECTIONS = {
    "cells": {
        "nothing",
        "scales",
        "currencies",
        "counted",
        "units",
        "one",
        "each",
        "rates",
        "numerals",
        "crew",
        "levels",
        "sizes",
        "months",
        "parts",
        "switches",
        "kano",
        "moscow",
        "nobody",
    },
    "columns": {"names", "otherwise", "second", "units", "near", "through", "links"},
    "github": {"keys", "unread"},
    "jira": {"columns", "unread", "statuses", "types", "sub_tasks", "links", "sure"},
    "records": {"lists", "parts", "others", "around", "scores", "naming", "referring"},
    "rows": {"totals", "kinds", "relations", "naming", "ends"},
    "limits": {"github", "github-project", "gitlab", "jira", "linear", "totals", "more", "next"},
    "statuses": {*LANGUAGES, "signs", "waits", "begins"},
    "text": {
        "keys",
        "left_out",
        "done_keys",
        "headings",
        "containers",
        "named_by",
        "attributes",
        "aside",
        "of_versions",
        "plain",
        "weak_titles",
        "horizons",
        "heading_statuses",
        "heading_types",
        "heading_moscow",
        "heading_no_features",
        "not_doing",
        "page_names",
        "pages",
        "asides_begin",
        "before_others",
        "beside_asides",
        "dated",
        "numbered",
        "vague_labels",
    },
    "usual": {"types"},
}
EVERY = [(name, section) for name, sections in SECTIONS.items() for section in sorted(sections)]


def test_every_file_holds_the_sections_that_are_asked_for() -> None:
    assert set(FILES) == set(SECTIONS) == {path.name.removesuffix(".yaml") for path in FOLDER.iterdir()}
    for name in FILES:
        reading = read((FOLDER / f"{name}.yaml").read_bytes(), name)
        assert not reading.faults
        (document,) = reading.documents
        assert isinstance(document.data, dict)
        assert set(document.data) == SECTIONS[name]


@pytest.mark.parametrize(("name", "section"), EVERY)
def test_every_word_stands_once_in_small_letters(name: str, section: str) -> None:
    data = read((FOLDER / f"{name}.yaml").read_bytes(), name).documents[0].data
    assert isinstance(data, dict)
    group = data[section]
    listed = [word for words in group.values() for word in words] if isinstance(group, dict) else list(group)
    assert [word for word, times in Counter(listed).items() if times > 1] == []
    assert list(vocabulary(name, section)) == listed
    assert {type(text) for pair in vocabulary(name, section).items() for text in pair} == {str}
    assert [word for word in vocabulary(name, section) if word != word.casefold()] == []


def test_what_words_mean_is_known_here() -> None:
    for name in FILES:
        for section in SECTIONS[name] if name == "statuses" else {"statuses"} & SECTIONS[name]:
            assert set(vocabulary(name, section).values()) <= set(STATUSES)
        assert set(vocabulary(name, "types").values()) <= set(TYPES)
    for name, section in (
        ("columns", "names"),
        ("columns", "near"),
        ("columns", "otherwise"),
        ("columns", "second"),
        ("jira", "columns"),
    ):
        for meaning in vocabulary(name, section).values():
            assert checked(meaning) == meaning
    assert set(vocabulary("jira", "links").values()) == {"outward", "inward", "blocks", "depends_on"}
    for pattern in (*vocabulary("jira", "links"), *vocabulary("jira", "sure")):
        re.compile(pattern)


def test_names_of_columns_are_written_as_they_are_compared() -> None:
    for name in (*vocabulary("columns", "names"), *vocabulary("jira", "columns")):
        assert compact(name) == name


def test_units_and_months_are_numbers() -> None:
    weeks = unit_weeks()
    for ours, weight in WEEKS.items():
        assert weeks[ours.removeprefix("person-")] == weight
    assert set(vocabulary("cells", "months").values()) == {str(number) for number in range(1, 13)}
    assert {float(factor) for factor in vocabulary("cells", "scales").values()} == {1e3, 1e4, 1e6, 1e9}


def test_a_section_that_is_not_there_is_empty() -> None:
    assert vocabulary("columns", "types") == {}


# --- words for a status ---


def test_a_word_for_a_status_means_one_whatever_the_language() -> None:
    meanings: dict[str, set[str]] = {}
    for section in (*LANGUAGES, "waits"):
        for word, meaning in vocabulary("statuses", section).items():
            meanings.setdefault(bare(word), set()).add(meaning)
    assert {word: found for word, found in meanings.items() if len(found) > 1 or not word} == {}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("✅ Completed", "shipped"), ("⏳ In Progress", "in-progress"), ("❌ Dropped", "declined"), ("🚧", "in-progress"),
        ("Done ✔️", "shipped"), ("[Done]", "shipped"), ("~Cancelled~", "declined"), ("In-Progress!", "in-progress"),
        ("2. To Do", "candidate"), ("03 - In Review", "in-progress"), ("IN_PROGRESS", "in-progress"),
        ("inProgress", "in-progress"), ("InProgress", "in-progress"), ("status::done", "shipped"),
        ("workflow: on hold", "parked"), ("Done / Closed", "shipped"), ("Done (v2.1)", "shipped"),
        ("To do / Done", None), ("won\u2019t do", "declined"), ("WONT_DO", "declined"), ("Removed", "declined"),
        ("New", "candidate"), ("Open", "candidate"), ("Draft", "candidate"), ("Not started", "candidate"),
        ("Under consideration", "idea"), ("Triage", "idea"), ("Icebox", "idea"), ("Up next", "planned"),
        ("In Überlegung", "idea"), ("TERMINE(E)", "shipped"), ("À faire", "candidate"), ("hecho", "shipped"),
        ("Concluido", "shipped"), ("in corso", "in-progress"), ("afgerond", "shipped"), ("進行中", "in-progress"),
        ("未着手", "candidate"), ("キャンセル", "declined"), ("已完成", "shipped"), ("진행 중", "in-progress"),
        ("Stuck", "candidate"), ("Purple", None), ("", None), ("42", None),
    ],
)  # fmt: skip
def test_words_of_many_tools_and_languages(word: str, status: str | None) -> None:
    assert status_of(word) == status


def test_longer_texts_are_known_by_their_beginning() -> None:
    assert status_like("Done in v2, see notes") == "shipped"
    assert status_like("Won't do until 2028") == "declined"
    assert status_like("Not started yet by anybody") == "candidate"
    assert status_like("Nothing done so far") is None
    assert status_like("done" * 50_000) is None


def test_types_in_other_languages() -> None:
    assert [type_of(word) for word in ("Fehler", "TACHE", "バグ", "스토리", "Tech-Debt", "Wombat")] == [
        "bug", "feature", "bug", "feature", "debt", None,
    ]  # fmt: skip

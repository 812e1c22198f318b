"""Sources that are the first part of a longer one: what is told of round numbers, and of answers that say so."""

from __future__ import annotations

import json

import pytest

from pmcli.importing import ImportOptions, recognise
from pmcli.importing.sources import IMPORTERS
from pmcli.importing.sources.limits import unfinished
from pmcli.importing.sources.vocabulary import vocabulary
from tests.importing.sources.samples import DATA

STOPS = "exactly 30 issues: gh stops there unless --limit says more"
NODES = [{"number": at, "title": f"Wish {at}"} for at in range(1, 4)]


def guesses(value: object) -> tuple[str, ...]:
    """What is told of JSON of GitHub."""
    known = recognise("x.json", ImportOptions(), effort_unit="points", given=json.dumps(value).encode())
    assert known.importer.name == "github"
    return known.read({}, {}).guesses


@pytest.mark.parametrize(("count", "words"), [(29, ""), (30, STOPS), (31, ""), (100, "gh api --paginate")])
def test_the_numbers_at_which_tools_stop_are_told(count: int, words: str) -> None:
    told = guesses([{"number": at, "title": f"Wish {at}"} for at in range(count)])
    assert [words in one for one in told if one.startswith("exactly")] == ([True] if words else [])


def test_a_table_of_a_thousand_issues_is_told_too() -> None:
    head = (DATA / "jira-issues.csv").read_text().splitlines()[0]
    rows = "\n".join(f"A{at},B{at},SHOP-{at}{',' * (head.count(',') - 2)}" for at in range(1000))
    known = recognise(
        "j.csv", ImportOptions(format="jira"), effort_unit="points", given=f"{head}\n{rows}\n".encode()
    )
    assert known.read({}, {}).guesses[0].startswith("exactly 1,000 issues: Jira's export stops there")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"total_count": 214, "incomplete_results": False, "items": NODES}, "there are 214"),
        ({"total_count": 3, "items": NODES}, ""),
        ({"data": {"repository": {"issues": {"totalCount": 12, "nodes": NODES}}}}, "there are 12"),
        (
            {"data": {"repository": {"issues": {"pageInfo": {"hasNextPage": True}, "nodes": NODES}}}},
            "the next pages are not here",
        ),
        ({"data": {"repository": {"issues": {"pageInfo": {"hasNextPage": False}, "nodes": NODES}}}}, ""),
    ],
)
def test_answers_that_say_that_there_are_more(answer: object, words: str) -> None:
    told = guesses(answer)
    assert (
        any(words in one for one in told)
        if words
        else not any("holds" in one or "pages" in one for one in told)
    )


def test_jira_and_others_say_it_their_own_way() -> None:
    issues = [{"key": "A-1", "fields": {"comment": {"total": 99}}}]
    assert "there are 214" in unfinished({"startAt": 0, "maxResults": 50, "total": 214, "issues": issues}, 50)
    assert "the next pages" in unfinished({"isLast": False, "nextPageToken": "x", "issues": issues}, 1)
    assert unfinished({"isLast": True, "total": 1, "issues": issues}, 1) == ""
    assert unfinished(issues, 1) == ""


def test_limits_are_those_of_importers() -> None:
    data = (*vocabulary("limits", "totals"), *vocabulary("limits", "more"))
    assert all(str.isalpha(key.replace("_", "")) for key in data)
    limits = [(one.name, count) for one in IMPORTERS for count in vocabulary("limits", one.name)]
    assert {("github", "30"), ("jira", "1000"), ("linear", "250")} <= set(limits)
    assert all(count.isdecimal() for _, count in limits)

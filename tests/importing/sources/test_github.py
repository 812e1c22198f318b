"""GitHub's issues come in with what they say of themselves and of others; nothing is lost silently."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing.sources.importer import Imported, Source
from pmcli.importing.sources.trackers.github import GITHUB
from pmcli.importing.sources.trackers.issues import IssueReference, mentions, reference
from pmcli.model.diagnostic import PmError
from tests.conftest import for_each
from tests.importing.sources.samples import DATA, by_key, told

Golden = Callable[[Path, str], None]


def read(*issues: Any) -> Imported:
    return GITHUB.read(Source("issues.json", json.dumps(list(issues)).encode()), {})


def one(**keys: Any) -> dict[str, Any]:
    """The fields of a single issue."""
    issue = {
        "number": 1,
        "title": "One",
        "url": "https://github.com/acme/shop/issues/1",
        "state": "OPEN",
        **keys,
    }
    return by_key(read(issue))["acme/shop#1"].fields


@pytest.mark.parametrize("name", ["gh", "rest"])
def test_samples(name: str, golden: Golden) -> None:
    source = Source(f"{name}.json", (DATA / "github" / f"{name}.json").read_bytes())
    assert GITHUB.recognise(source) > 0.6
    imported = GITHUB.read(source, {})
    by_key(imported)
    golden(DATA / "github" / f"{name}.expected.json", told(imported))


def test_what_the_gh_sample_shows() -> None:
    imported = GITHUB.read(Source("gh.json", (DATA / "github" / "gh.json").read_bytes()), {})
    assert imported.read == 10
    drafts = by_key(imported)
    guest = drafts["acme/shop#12"]
    assert guest.fields["status"] == "planned"
    assert guest.fields["tags"] == ["mobile"]
    assert guest.fields["owner"] == "amelie"
    assert guest.fields["parent"] == "acme/shop#3"
    # the two that were closed as not planned are waited for no longer; the ones in code, quotes and comments never were
    assert guest.fields["depends_on"] == ["acme/shop#8", "acme/payments#3", "acme/shop#4", "acme/shop#5"]
    assert sum("no longer waits" in note for note in guest.notes) == 2
    assert guest.fields["acceptance"] == ["A buyer pays with an e-mail address only", "No account is made"]
    evidence: Any = guest.fields["evidence"]
    assert [(piece["count"], piece["kind"]) for piece in evidence] == [(17, "ticket"), (2, "ticket")]
    assert evidence[1]["date"] == "2026-10-05"
    assert drafts["acme/shop#5"].fields["shipped"] == "2025-11-30"
    assert drafts["acme/shop#6"].fields["status"] == drafts["acme/shop#7"].fields["status"] == "declined"
    assert drafts["acme/shop#4"].fields["type"] == "debt"
    assert drafts["acme/shop#4"].fields["target"] == "2027-Q1"
    assert "depends_on" not in drafts["acme/shop#8"].fields  # a part does not wait for its whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/acme/shop/issues/12", "acme/shop#12"),
        ("https://api.github.com/repos/acme/shop/issues/12", "acme/shop#12"),
        ("https://github.com/acme/shop/pull/12#issuecomment-1", "acme/shop#12"),
        ("https://git.acme.example/acme/shop/issues/12", "git.acme.example/acme/shop#12"),
        ("acme/shop#12", "acme/shop#12"),
        ("#12", "me/mine#12"),
        ("SHOP-12", None),
        ("https://example.org/12", None),
    ],
)
def test_references(text: str, expected: str | None) -> None:
    found = reference(text, "me/mine")
    assert (found.key if found else None) == expected


@for_each(
    "text, needs",
    [
        ("Blocked by #2", [2]),
        ("blocked by: #2, #3 and #4; then more", [2, 3, 4]),
        ("**Depends on** #2 & #3", [2, 3]),
        ("Depends-on: #2", [2]),
        ("waits for #2", [2]),
        ("It is not blocked by #2 and no longer blocked by #3", []),
        ("unblocked by #2", []),
        ("see #2", []),
        ("- [ ] #2\n- [x] #3 the other one\n- #4", [2, 3]),
        ("- [ ] write to #2", []),
        ("`x`\n```\nblocked by #2\n```\n", []),
        ("> blocked by #2", []),
        ("<!-- blocked by #2 -->", []),
        ("<!-- never closed\nblocked by #2", [2]),
        ("blocked by #2\nblocked by #2", [2]),
    ],
)
def test_what_a_body_waits_for(text: str, needs: list[int]) -> None:
    assert mentions(text, "a/b").needs == tuple(IssueReference("a/b", number) for number in needs)


def test_no_text_takes_long() -> None:
    for piece in (
        "blocked by ",
        "blocked by #1,   ,   ,",
        "<!-- ",
        "a/",
        "- [ ] ",
        "**",
        "depends on #1 and " * 9,
    ):
        mentions(piece * 20_000, "a/b")
        one(body=piece * 20_000)


@for_each(
    "keys, status",
    [
        ({}, None),
        ({"state": "closed", "state_reason": "completed"}, "shipped"),
        ({"state": "CLOSED", "stateReason": "NOT_PLANNED"}, "declined"),
        ({"state": "CLOSED", "stateReason": "DUPLICATE"}, "declined"),
        ({"state": "closed", "labels": [{"name": "wontfix"}]}, "declined"),
        ({"state": "closed"}, "shipped"),
        ({"closed": True, "state": ""}, "shipped"),
        ({"labels": [{"name": "status: in progress"}]}, "in-progress"),
        ({"labels": [{"name": "Status/on hold"}]}, "parked"),
        ({"labels": [{"name": "wip"}]}, "in-progress"),
        ({"labels": [{"name": "done"}]}, None),
    ],
)
def test_status(keys: dict[str, Any], status: str | None) -> None:
    assert one(**keys).get("status") == status


def test_who_speaks_up_is_evidence() -> None:
    def evidence(**keys: Any) -> Any:
        return one(**keys).get("evidence")

    assert evidence(reactions={"+1": 0, "eyes": 3, "-1": 5, "heart": True}) is None
    assert (
        evidence(reactionGroups=["x", {"content": "ROCKET", "users": {"totalCount": 2}}])[0]["says"]
        == "2 rockets"
    )
    assert evidence(comments=1)[0]["says"] == "1 comment; the data does not say by whom"
    assert evidence(comments=True) is None
    by = [
        {"author": {"login": "a"}},
        {"author": "b"},
        {"author": {"login": "c", "is_bot": True}},
        {"author": None},
        7,
    ]
    assert evidence(comments=by) == [
        {"kind": "ticket", "count": 2, "says": "2 comments by 2 people outside the team", "source": "https://github.com/acme/shop/issues/1"}
    ]  # fmt: skip


def test_a_relation_can_be_said_from_the_other_side() -> None:
    page = "https://github.com/a/b/issues/"
    drafts = by_key(
        read(
            {"number": 1, "title": "A", "url": f"{page}1", "blocking": [{"number": 2}]},
            {"number": 2, "title": "B", "url": f"{page}2", "subIssues": {"nodes": [{"number": 3}]}},
            {"number": 3, "title": "C", "url": f"{page}3", "body": "blocks #1"},
        )
    )
    assert drafts["a/b#2"].fields["depends_on"] == ["a/b#1"]
    assert drafts["a/b#3"].fields["parent"] == "a/b#2"
    assert drafts["a/b#1"].fields["depends_on"] == ["a/b#3"]


def test_issues_without_an_address_are_known_by_number() -> None:
    imported = read({"number": 1, "title": "A", "body": "depends on #2"}, {"number": 2, "title": "B"})
    drafts = by_key(imported)
    assert drafts["#1"].fields["depends_on"] == ["#2"]
    assert drafts["#1"].fields["links"] == {"github": "#1"}
    assert any("add url to --json" in guess for guess in imported.guesses)


def test_pages_lines_and_answers_of_graphql() -> None:
    first, second = {"number": 1, "title": "A"}, {"number": 2, "title": "B"}
    for text in (
        json.dumps([first]) + json.dumps([second]),
        json.dumps([[first], [second]]),
        json.dumps(first) + "\n" + json.dumps(second) + "\n",
        json.dumps({"data": {"repository": {"issues": {"nodes": [first, second]}}}}),
        json.dumps({"total_count": 2, "items": [first, second]}),
    ):
        for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
            source = Source("x.json", data)
            assert GITHUB.recognise(source) > 0.9
            assert list(by_key(GITHUB.read(source, {}))) == ["#1", "#2"]
    folder = Source(
        "pages", None, {"1.json": json.dumps([first]).encode(), "2.json": json.dumps([second]).encode()}
    )
    assert [draft.place for draft in GITHUB.read(folder, {}).drafts] == [
        "1.json, item 1 (#1)",
        "2.json, item 1 (#2)",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'[{"number": 1', "is no JSON: line 1"),
        (b'{"some": "thing"}', "there is no list of issues"),
        (b'{"number": 1, "title": "A"}\n{"number": 2, "ti', "line 2: it is cut off"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_at_all(data: bytes, words: str) -> None:
    source = Source("x.json", data)
    assert GITHUB.recognise(source) == 0.0
    with pytest.raises(PmError, match=words):
        GITHUB.read(source, {})


@pytest.mark.parametrize("data", [b"", b"Summary,Issue key", b"title: x", b"[]", b'["a"]', b"{}", b"[1, 2]"])
def test_other_files_are_not_taken(data: bytes) -> None:
    assert GITHUB.recognise(Source("x", data)) == 0.0


def test_hidden_characters_do_not_come_in() -> None:
    fields = one(title="A\x00\x1b[31m\ud800 B\n C", body="x\r\ny\x07\ufeff")
    assert fields["title"] == "A[31m\ufffd B C"
    assert fields["description"] == "x\ny"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "number", "title", "url", "html_url", "state", "stateReason", "state_reason", "closedAt", "labels", "assignees",
    "assignee", "milestone", "body", "comments", "reactions", "reactionGroups", "parent", "blockedBy", "blocking",
    "subIssues", "issueType", "type", "author", "pull_request", "issue_dependencies_summary", "createdAt",
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), json_values, max_size=12), max_size=4))
def test_whatever_stands_there_a_count_in_is_a_count_out(issues: list[Any]) -> None:
    data = json.dumps(issues).encode()
    assert 0 <= GITHUB.recognise(Source("x.json", data)) <= 1
    if issues:
        imported = GITHUB.read(Source("x.json", data), {})
        assert imported.read == len(issues)
        by_key(imported)


def test_every_key_is_told_with_what_stands_in_it() -> None:
    source = Source("gh.json", (DATA / "github" / "gh.json").read_bytes())
    columns = {column.name: column for column in GITHUB.read(source, {}).columns}
    assert (columns["number"].meaning, columns["number"].filled) == ("key", 9)
    assert (columns["updatedAt"].meaning, columns["updatedAt"].filled) == ("", 1)
    assert (columns["labels"].meaning, columns["labels"].sample) == ("tags", "status: planned, mobile")
    odd = read({"number": 1, "title": "One", "locked": False, "labels": {"nodes": []}, "Foo": {"x": 1}}, 7)
    assert {column.name: column.filled for column in odd.columns} == {
        "number": 1, "title": 1, "locked": 0, "labels": 0, "Foo": 1,
    }  # fmt: skip


# --- duplicates ---


def _issue(number: int, **keys: Any) -> dict[str, Any]:
    address = f"https://github.com/acme/shop/issues/{number}"
    return {"number": number, "title": f"Issue {number}", "url": address, "state": "OPEN", **keys}


def _closed(number: int, **keys: Any) -> dict[str, Any]:
    return _issue(number, state="CLOSED", reactions={"+1": number}, **keys)


def _said(*bodies: str) -> list[dict[str, Any]]:
    return [{"body": body, "author": {"login": f"user{at}"}} for at, body in enumerate(bodies)]


@for_each(
    "issue, is_duplicate",
    [
    (_closed(2, stateReason="DUPLICATE", duplicateOf={"number": 1}), True),
    (_closed(2, state_reason="duplicate", body="See.\n\nThis seems a duplicate of #1, thanks."), True),
    (_closed(2, stateReason="NOT_PLANNED", comments=_said("Duplicate of #1")), True),
    (_closed(2, comments=_said("+1", "Closing this as a duplicate of https://github.com/acme/shop/issues/1")), True),
    (_closed(2, stateReason="DUPLICATE", body="```\nDuplicate of #1\n```"), False),
    (_closed(2, stateReason="NOT_PLANNED", body="We thought of a duplicate of #1"), False),
    (_closed(2, stateReason="DUPLICATE", body="It is not a duplicate of #1"), False),
    (_closed(2, stateReason="COMPLETED", body="Duplicate of #1"), False),
    (_issue(2, reactions={"+1": 2}, comments=_said("Duplicate of #1")), False),
    ],
)  # fmt: skip
def test_a_duplicate_hands_its_voices_on(issue: dict[str, Any], is_duplicate: bool) -> None:
    drafts = by_key(read(_issue(1, reactions={"+1": 5}), issue))
    first, second = drafts["acme/shop#1"], drafts["acme/shop#2"]
    voices = ("reactions", "reactions@acme/shop#2")
    assert [voice for voice in first.voices if "comments" not in voice] == list(voices[: 1 + is_duplicate])
    assert second.merged_into == ("acme/shop#1" if is_duplicate else "")
    if is_duplicate:
        assert second.fields["status"] == "declined"
        pieces: Any = first.fields["evidence"]
        assert (pieces[1]["count"], pieces[1]["source"]) == (2, "https://github.com/acme/shop/issues/2")


def test_duplicates_of_duplicates_and_in_circles() -> None:
    circle = [_closed(4, body="Duplicate of #5"), _closed(5, body="Duplicate of #4")]
    away = _closed(6, body="Duplicate of #99")
    chain = [_closed(2, body="Duplicate of #3"), _closed(3, body="Duplicate of #1")]
    waits = _issue(7, body="blocked by #2")
    drafts = by_key(read(_issue(1, body="x"), *chain, *circle, away, waits))
    assert [drafts[f"acme/shop#{number}"].merged_into for number in range(1, 8)] == [
        "", "acme/shop#1", "acme/shop#1", "", "", "", "",
    ]  # fmt: skip
    assert len(drafts["acme/shop#1"].voices) == 2
    assert drafts["acme/shop#7"].fields["depends_on"] == ["acme/shop#1"]
    assert drafts["acme/shop#6"].notes == (
        "it was closed as a duplicate of acme/shop#99, which is not in the data",
    )

"""The way out and back in is the identity on what both sides know."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pmcli import api
from pmcli.importing.sources.importer import Imported, ImportedFeature, Source
from pmcli.importing.sources.plain_values import line_of, text_of
from pmcli.importing.sources.tables.values.cells import says_nothing
from pmcli.importing.sources.tables.values.guard import PM_ID, guarded, unguarded
from pmcli.importing.sources.trackers.github import GITHUB
from pmcli.importing.sources.trackers.issues import reference
from pmcli.importing.sources.trackers.jira import JIRA
from pmcli.importing.sources.trackers.leaving import github_json, jira_csv
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import plain
from pmcli.model.feature import STATUSES, TYPES, Feature
from pmcli.model.inputs import IMPACTS
from pmcli.model.workspace import Workspace
from tests.importing.sources.samples import by_key

NORTHWIND = api.load(Path(__file__).parents[3] / "examples" / "northwind").backlog
TODAY = date(2026, 10, 1)


def backlog_of(*features: dict[str, Any], **workspace: Any) -> Backlog:
    made = [Feature.model_validate({"id": f"f{number}", **one}) for number, one in enumerate(features, 1)]
    record = Workspace.model_validate({"pm": "1", "product": "P", **workspace})
    return Backlog(record, {one.id: one for one in made}, TODAY)


# --- what both sides know ---


def _same(
    backlog: Backlog, feature: Feature, draft: ImportedFeature, ids: dict[str, str], *, keeps_declined: bool
) -> None:
    """Dependencies and parent lead to the same features.

    GitHub's open issues wait for nothing that was closed as not planned: in pm that is a mistake.
    """
    needs: Any = draft.fields.get("depends_on", [])
    is_over = keeps_declined or not backlog.is_open(feature.id)
    kept = [need for need in feature.prerequisites() if is_over or backlog.status(need) != "declined"]
    assert [ids[need] for need in needs] == kept, feature.id
    parent = draft.fields.get("parent")
    assert (ids[str(parent)] if parent else None) == feature.parent, feature.id


def _pairs(
    backlog: Backlog, imported: Imported
) -> tuple[list[tuple[Feature, ImportedFeature]], dict[str, str]]:
    assert not imported.skipped
    by_key(imported)
    pairs = list(zip(backlog.features.values(), imported.drafts, strict=True))
    names = {name: one.id for one, draft in pairs for name in draft.also}
    return pairs, {**names, **{draft.key: one.id for one, draft in pairs}}


def same_in_github(backlog: Backlog) -> None:
    source = Source("issues.json", github_json(backlog).encode())
    assert GITHUB.recognise(source) > 0.9 or not backlog.features
    pairs, ids = _pairs(backlog, GITHUB.read(source, {}))
    for one, draft in pairs:
        found = draft.fields
        status = backlog.status(one.id)
        assert found["id"] == one.id
        assert found["title"] == line_of(one.title)
        for name in ("description", "problem", "request", "solution"):
            assert found.get(name, "") == text_of(getattr(one, name)), name
        assert found.get("acceptance", []) == list(filter(None, map(line_of, one.acceptance)))
        assert found.get("status", "candidate") == status
        assert found.get("type", "feature") == one.type
        assert found.get("owner", "") == line_of(one.owner)
        assert found.get("tags", []) == list(dict.fromkeys(filter(None, map(line_of, one.tags))))
        assert found.get("shipped") == (str(one.shipped) if one.shipped and status == "shipped" else None)
        assert found.get("release", "") == line_of(one.release)
        if not one.release or isinstance(one.target, date):
            assert found.get("target") == (str(one.target) if one.target else None)
        link = reference(one.links.get("github", ""))
        links: Any = found["links"]
        assert link is None or reference(links["github"]) == link
        _same(backlog, one, draft, ids, keeps_declined=False)


def _in_table(text: str) -> str:
    """What a table can say: no blank space at the ends, nothing that steers, and "n/a" says nothing."""
    shown = STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if not TAKES_OFF:
        shown = guarded(shown)
    return "" if says_nothing(shown) else shown.strip()


STEERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
TAKES_OFF = (
    JIRA.read(Source("x.csv", f"Issue key,Summary,{PM_ID}\nA-1,'=x,a\n".encode()), {})
    .drafts[0]
    .fields["title"]
    == "=x"
)
"""Whether the apostrophe in front of what looks like a formula is taken off again."""


def _simple(tags: list[str]) -> list[str]:
    return list(
        dict.fromkeys(tag for tag in tags if re.fullmatch(r"\w[\w.:-]*", tag) and not says_nothing(tag))
    )


def same_in_jira(backlog: Backlog) -> None:
    text = jira_csv(backlog)
    source = Source("jira.csv", text.encode(), effort_unit=backlog.workspace.effort_unit)
    pairs, ids = _pairs(backlog, JIRA.read(source, {}))
    parents = backlog.children()
    for one, draft in pairs:
        found: Any = draft.fields
        status = backlog.status(one.id)
        assert found["title"] == line_of(one.title)
        assert found.get("status", "candidate") == status
        assert found.get("type", "feature") == one.type
        assert found.get("description", "") == _in_table(text_of(one.description))
        for name in ("owner", "theme", "release"):
            assert found.get(name, "") == _in_table(line_of(getattr(one, name))), name
        labels = [re.sub(r"[\s,;]+", "-", line_of(tag)) for tag in one.tags]  # no label of Jira's has a blank
        assert _simple(found.get("tags", [])) == _simple(labels)
        assert found.get("moscow") == one.moscow
        assert found.get("shipped") == (str(one.shipped) if one.shipped and status == "shipped" else None)
        assert found.get("target") == (str(one.target) if isinstance(one.target, date) else None)
        effort = backlog.total_effort(one) if one.id not in parents else None
        assert found.get("effort") == (None if effort is None else pytest.approx(effort, rel=1e-5))
        if one.rice and one.rice.impact:
            known = one.rice.impact.text in IMPACTS
            expected = one.rice.impact.text if known else pytest.approx(one.rice.impact.mean, rel=1e-5)
            assert found["rice"]["impact"] == expected
        if one.wsjf and one.wsjf.job_size:
            assert found["wsjf"]["job_size"] == pytest.approx(one.wsjf.job_size.mean, rel=1e-5)
        _same(backlog, one, draft, ids, keeps_declined=True)


def test_northwind_leaves_and_comes_back() -> None:
    same_in_github(NORTHWIND)
    same_in_jira(NORTHWIND)


# --- any backlog ---

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\ufeff"), min_size=1, max_size=20,
).filter(lambda text: bool(line_of(text)))  # fmt: skip
tricky = st.sampled_from(
    (
        "Blocked by #1", "depends on acme/shop#3", "- [ ] #2", "## Acceptance criteria\n\n- [ ] done", "```\ncode", "> quoted",
        "<!-- pm: problem -->", "<!-- pm: verbatim -->\nx", "<!-- open", "=1+1", "-1", "+x", "@me", "'=x", "''@y", "\ttab", "#3 x",
        "a\n\nb\n", "  indented", "\u202eabc", "**Acceptance criteria**", "a; b, c", "x" * 90,
    )
)  # fmt: skip
texts = st.lists(words | tricky, min_size=1, max_size=3).map("\n".join)


@st.composite
def features(draw: st.DrawFn, number: int, size: int, titles: st.SearchStrategy[str]) -> dict[str, Any]:
    """One feature of several: it may wait for later ones, and be a part of the first."""
    later = [f"f{other}" for other in range(number + 1, size + 1)]
    some: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(("description", "problem", "solution", "request"), texts),
        **dict.fromkeys(("owner", "theme"), words),
        "type": st.sampled_from(TYPES),
        "tags": st.lists(words | st.sampled_from(("bug", "status: parked", "wip", "wontfix", "type: bug")), max_size=3),
        "acceptance": st.lists(texts, max_size=3),
        "target": st.sampled_from(("2027-03-31", "2027-Q1")),
        "release": st.sampled_from(("5.2", "Spring")),
        "effort": st.integers(1, 99).map(str),
        "rice": st.fixed_dictionaries({"reach": st.just("100"), "impact": st.sampled_from(("high", "2.5", "1..4"))}),
        "wsjf": st.just({"job_size": "8"}),
        "moscow": st.sampled_from(("must", "should", "could", "wont")),
        "links": st.fixed_dictionaries({}, optional={"jira": jira_links, "github": github_links}),
        "status": st.sampled_from(STATUSES),
        "shipped": st.just("2026-09-01"),
    }  # fmt: skip
    if later:
        some["depends_on"] = st.lists(st.sampled_from(later), unique=True, max_size=3)
    if number > 2:
        some["parent"] = st.just("f1")
    return draw(st.fixed_dictionaries({"title": titles}, optional=some))


jira_links = st.integers(1, 9).map("SHOP-{}".format)
github_links = st.builds(
    str.format, st.sampled_from(("acme/shop#{}", "acme/pay#{}", "https://git.acme.example/a/b/issues/{}")), st.integers(1, 9)
)  # fmt: skip


@st.composite
def backlogs(draw: st.DrawFn, titles: st.SearchStrategy[str] = words | tricky) -> Backlog:
    size = draw(st.integers(0, 4))
    made = [draw(features(number, size, titles)) for number in range(1, size + 1)]
    # that a parent waits for its children need not be said, and one issue is one feature
    kids = {f"f{number}" for number, one in enumerate(made, 1) if "parent" in one}
    taken: set[str] = set()
    for number, one in enumerate(made, 1):
        if number == 1:
            one["depends_on"] = [need for need in one.get("depends_on", ()) if need not in kids]
        for name, link in list(one.get("links", {}).items()):
            key = getattr(reference(link), "key", link)
            if key in taken:
                del one["links"][name]
            taken.add(key)
    return backlog_of(*made)


@given(backlogs())
def test_any_backlog_leaves_for_github_and_comes_back(backlog: Backlog) -> None:
    same_in_github(backlog)


PLAIN = st.from_regex(r"[A-Za-zäßé][A-Za-z0-9 äé.!?'\"-]{3,30}[a-z]", fullmatch=True)


@given(backlogs(titles=PLAIN))
def test_any_backlog_leaves_for_jira_and_comes_back(backlog: Backlog) -> None:
    """Of texts that a table may hold; what reads as nothing there, such as "n/a", is nothing."""
    text = jira_csv(backlog)
    rows = list(csv.reader(io.StringIO(text)))
    if backlog.features:
        same_in_jira(backlog)
    assert len(rows) == len(backlog.features) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


# --- cells ---


@given(st.text(max_size=12))
@example("=1+1")
@example("'=1+1")
@example("''''@")
@example("  -1")
@example("\tx")
@example("'it'")
def test_a_guarded_cell_says_what_it_said(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@"))
    assert cell == text or cell == "'" + text


def test_a_cell_that_was_not_guarded_stays() -> None:
    for text in ("it's", "'quoted'", "'", "", "a=b"):
        assert unguarded(text) == guarded(text) == text


# --- details ---


def test_jira_columns_are_repeated_and_in_order() -> None:
    backlog = backlog_of(
        {"title": "A", "tags": ["two words", "x"], "links": {"jira": "SHOP-1"}, "depends_on": ["f2", "f3", {"id": "f4", "kind": "soft"}]},
        {"title": "B", "links": {"jira": "SHOP-1"}}, {"title": "C"}, {"title": "D", "parent": "f3"},
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(jira_csv(backlog))))
    assert rows[0] == [
        "Issue key", "Issue id", "Summary", "Issue Type", "Status", "Parent", "Labels", "Labels", "Inward issue link (Blocks)",
        "Inward issue link (Blocks)", PM_ID,
    ]  # fmt: skip
    assert rows[1] == ["SHOP-1", "1", "A", "Story", "Backlog", "", "two-words", "x", "2", "3", "f1"]
    assert rows[2][0] == ""  # a key that two features claim belongs to the first
    assert rows[3][3] == "Epic"
    assert rows[4][5] == "3"


def test_an_empty_backlog_leaves_as_an_empty_file() -> None:
    assert jira_csv(backlog_of()) == f"Issue key,Issue id,Summary,{PM_ID}\n"
    assert json.loads(github_json(backlog_of())) == []


def test_points_are_story_points_and_ranges_leave_as_their_mean() -> None:
    backlog = backlog_of(
        {"title": "A", "effort": "3..5..9", "rice": {"reach": "1k..3k", "confidence": "auto"}},
        effort_unit="points",
    )
    rows = list(csv.reader(io.StringIO(jira_csv(backlog))))
    assert "Custom field (Story Points)" in rows[0]
    mean = backlog.total_effort(backlog.features["f1"])
    assert mean is not None
    assert dict(zip(rows[0], rows[1], strict=True))["Custom field (Story Points)"] == plain(mean, 6)
    assert "Custom field (Confidence)" not in rows[0]


def test_numbers_on_github_are_kept_or_free() -> None:
    backlog = backlog_of(
        {"title": "A"}, {"title": "B", "links": {"github": "acme/shop#1"}}, {"title": "C", "links": {"github": "#3"}}, {"title": "D"},
        {"title": "E", "links": {"github": "acme/shop#1"}},
    )  # fmt: skip
    found = [(load["number"], load["url"]) for load in json.loads(github_json(backlog))]
    assert found == [(2, ""), (1, "https://github.com/acme/shop/issues/1"), (3, ""), (4, ""), (5, "")]


def test_nothing_that_steers_a_terminal_leaves_as_it_is() -> None:
    backlog = backlog_of({"title": "A\u202eB\x1b[31m", "description": "\u2066x"})
    for text in (jira_csv(backlog), github_json(backlog)):
        assert not {"\u202e", "\x1b", "\u2066"} & set(text)
    assert json.loads(github_json(backlog))[0]["title"] == "A\u202eB[31m"


def test_a_description_that_says_more_than_words_is_marked() -> None:
    plain_body, marked = (load["body"] for load in json.loads(github_json(backlog_of(
        {"title": "A", "description": "Just words.", "acceptance": ["One"]}, {"title": "B", "description": "Blocked by #1"},
    ))))  # fmt: skip
    assert plain_body == "Just words.\n\n<!-- pm: acceptance -->\n## Acceptance criteria\n\n- [ ] One"
    assert marked == "Blocked by #1\n\n<!-- pm: verbatim -->"


def test_a_tag_that_looks_like_the_status_stays_a_tag() -> None:
    same_in_github(
        backlog_of({"title": "A", "status": "parked", "tags": ["status: parked", "status/parked", "wip"]})
    )
    same_in_github(backlog_of({"title": "A", "tags": ["status: parked"]}))

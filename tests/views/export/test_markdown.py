"""Markdown exports, read by a real parser and compared cell by cell with the JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pmcli import load
from pmcli.model.audience import TEAM, find_reader
from pmcli.views.export import ExportCache
from pmcli.views.export import ExportOutput as Export
from pmcli.views.outputs import VIEWS
from pmcli.writers.escaping import visible
from tests.conftest import for_each, loaded, unmeasured
from tests.views.export.gfm import Read, read
from tests.writers.hostile import HOSTILE

NORTHWIND = Path(__file__).parents[3] / "examples" / "northwind"
BY_NAME = {view.name: view for view in VIEWS}
SUBJECTS = {"brief": "guest-checkout", "experiment": "guest-50", "case-study": "sepa-debit"}
"""What views of one thing are about here."""


@cache
def northwind() -> ExportCache:
    """What is exported of it; its plans, which take their time, are made by now."""
    made = ExportCache(load(NORTHWIND).backlog)
    with unmeasured():
        made.written(Export(BY_NAME["review"], "json"))
    return made


def quoted(text: str) -> str:
    """The text between double quotes as YAML reads it."""
    plain = (
        character
        if character.isascii() and character.isprintable() and character not in '"\\'
        else f"\\U{ord(character):08x}"
        for character in text
    )
    return f'"{"".join(plain)}"'


@cache
def hostile() -> ExportCache:
    """A backlog of hostile titles, each of which waits for the one before it."""
    rows = []
    for number, title in enumerate(one for one in HOSTILE if one.strip()):
        text = quoted(f"{title.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')} {number}")
        need = f"\n  depends_on: [f{number - 1}]" if number else ""
        rows.append(
            f"- id: f{number}\n  title: {text}\n  problem: {text}\n  owner: {text}\n  theme: {text}\n  effort: {{web: 1}}\n"
            f"  rice: {{reach: {100 - number}, impact: 1, confidence: 50%}}\n  questions: [{text}]\n  public: {{title: {text}}}{need}"
        )
    head = "pm: 1\nproduct: Shop\nteams: {web: {capacity: 20}}\ncalendar: {start: 2026-Q4}\n"
    hostile = loaded("\n".join(rows), head)
    assert not hostile.errors, hostile.errors
    return ExportCache(hostile.backlog)


def markdown(press: ExportCache, view: str, audience: str | None = None, subject: str | None = None) -> Read:
    reader = find_reader(press.backlog.workspace, audience) if audience else TEAM
    return read(press.written(Export(BY_NAME[view], "markdown", reader, subject)).decode())


def document(press: ExportCache, view: str, audience: str | None = None) -> Any:
    reader = find_reader(press.backlog.workspace, audience) if audience else TEAM
    return json.loads(press.written(Export(BY_NAME[view], "json", reader)))


@pytest.mark.parametrize("press", [northwind, hostile])
def test_the_ranking(press: Any) -> None:
    page, told = markdown(press(), "rank"), document(press(), "rank")
    header, *rows = page.tables[0]
    assert len(rows) == len(told["items"])
    at = {name: header.index(name) for name in ("#", "id", "title")}
    for row, item in zip(rows, told["items"], strict=True):
        assert row[at["#"]] == str(item["rank"])
        assert row[at["id"]] == item["id"]
        assert row[at["title"]] == visible(item["title"]).strip()


@pytest.mark.unmeasured
@pytest.mark.parametrize("press", [northwind, hostile])
def test_the_roadmap(press: Any) -> None:
    page, told = markdown(press(), "roadmap"), document(press(), "roadmap")
    placed = [(one["period"], one["id"]) for one in told["placements"]]
    lanes = [table for table in page.tables if table[0][:2] == ["id", "title"]]
    periods = [one for one in page.of("h2") if one in told["periods"]]
    assert periods == told["periods"]
    filled = [period for period in periods if any(each == period for each, _ in placed)]
    found = [(period, row[0]) for period, table in zip(filled, lanes, strict=False) for row in table[1:]]
    assert found == placed
    titles = {feature.id: visible(feature.title).strip() for feature in press().backlog.features.values()}
    assert all(row[1] == titles[row[0]] for table in lanes for row in table[1:])


def test_capacity_adds_up() -> None:
    page, told = markdown(northwind(), "roadmap"), document(northwind(), "roadmap")
    table = next(table for table in page.tables if table[0][0] == "team")
    for row in table[1:]:
        for period, cell in zip(table[0][1:], row[1:], strict=True):
            one = next(one for one in told["capacity"] if (one["team"], one["period"]) == (row[0], period))
            used, _, whole = cell.partition(" of ")
            assert float(used) == pytest.approx(one["used"], rel=5e-3)
            assert float(whole) == pytest.approx(one["capacity"], rel=5e-3)


@pytest.mark.parametrize("press", [northwind, hostile])
def test_the_graph(press: Any) -> None:
    page, told = markdown(press(), "graph"), document(press(), "graph")
    rows = {(row[0], row[2], row[4]) for row in page.tables[0][1:]}
    assert rows == {(one["from"], one["waitsFor"], one["kind"]) for one in told["edges"]}


@pytest.mark.unmeasured
@for_each("view", ["roadmap", "rank", "review", "declined", "graph", "backlog"])
@for_each("audience", [None, "leadership", "customers"])
def test_no_title_is_markup(view: str, audience: str | None) -> None:
    reader = find_reader(hostile().backlog.workspace, audience)
    if BY_NAME[view].hidden_from(reader) is not None:
        return
    page = markdown(hostile(), view, audience)
    allowed = {
        "h1",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "strong",
        "pre",
        "code",
        "br",
        "span",
    }
    assert page.tags <= allowed
    assert page.links == []
    for table in page.tables:
        assert len({len(row) for row in table}) == 1


@pytest.mark.parametrize("subject", ["f0", "f9", "f20"])
def test_a_brief_says_every_text_literally(subject: str) -> None:
    page = markdown(hostile(), "brief", subject=subject)
    feature = hostile().backlog.features[subject]
    assert page.of("h1") == [visible(feature.title).strip()]
    assert visible(feature.questions[0]).strip() in [text.strip() for text in page.of("li")]


def test_addresses_of_a_brief_can_be_followed() -> None:
    page = markdown(northwind(), "brief", subject="guest-checkout")
    assert page.links == ["https://example.org/briefs/guest-checkout"]


def test_outcomes_come_first() -> None:
    page = markdown(northwind(), "roadmap")
    headings = page.of("h2")
    assert headings[0] == "Goals"
    assert headings[1:3] == ["The agreed plan", "2026-Q4"]
    titles = [outcome.title for outcome in northwind().backlog.workspace.strategy.outcomes.values()]
    assert sorted(row[0] for row in page.tables[0][1:]) == sorted(titles)


def test_the_review_is_one_page_without_words_of_the_model() -> None:
    text = northwind().written(Export(BY_NAME["review"], "markdown")).decode()
    assert len(text.splitlines()) < 100
    assert not [word for word in ("adjusted", "RICE", "rice", "inherits", "enabler", "gap") if word in text]
    page = read(text)
    assert page.of("h2") == [
        "What shipped", "Outcomes", "This quarter, 2026-Q4: our bets", "Next quarter, 2027-Q1: our bets",
        "The top three we are not doing", "Dates we have promised", "Customers", "Target dates that are missed",
        "The bottleneck", "Decisions that overrule the order", "Where the effort goes",
        "Questions that are open",
    ]  # fmt: skip


def test_the_bets_are_ten_at_most() -> None:
    told = document(northwind(), "review")
    assert len(told["bets"]) == 9
    assert {one["period"] for one in told["bets"]} == {"2026-Q4", "2027-Q1"}


@pytest.mark.unmeasured
def test_the_bottleneck_is_found_by_planning_again() -> None:
    """Another way to the same number: the workspace with one more person there, planned by itself."""
    from pmcli.planning import plan

    told = document(northwind(), "review")["bottleneck"]
    text = (NORTHWIND / "pm.yaml").read_text()
    assert told["team"] == "payments"
    more = text.replace("{default: 13, 2026-Q4: 10}", "{default: 26, 2026-Q4: 23}")
    assert more != text
    from pmcli.api import load as load_folder

    other = load_folder(NORTHWIND, replaced={"pm.yaml": more.encode()}).backlog
    before, after = (
        plan(one, stance="afresh").objective.value or 0.0 for one in (northwind().backlog, other)
    )
    assert told["gain"] == pytest.approx(after / before - 1, rel=1e-9)


def test_the_mix_of_effort_adds_up() -> None:
    told = document(northwind(), "review")["effort"]
    assert sum(one["share"] for one in told) == pytest.approx(1)
    assert sum(one["weight"] or 0 for one in told) == pytest.approx(1)


def test_an_empty_backlog_has_every_view() -> None:
    press = ExportCache(loaded("").backlog)
    for view in VIEWS:
        if not view.of_one:
            text = press.written(Export(view, "markdown")).decode()
            assert len(read(text).of("h1")) == 1


def test_the_project_manager_of_the_example_reads_of_all_work_in_progress_and_nothing_else() -> None:
    reader = find_reader(northwind().backlog.workspace, "project-manager")
    made = northwind().written(Export(BY_NAME["backlog"], "json", reader))
    backlog = northwind().backlog
    begun = {name for name in backlog.features if backlog.status(name) == "in-progress"}
    assert {feature["id"] for feature in json.loads(made)["items"]} == begun
    assert begun

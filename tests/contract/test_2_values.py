"""§ 2: how numbers, estimates, efforts, periods, ratios, dates and texts are written and read; today; confidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import for_each
from tests.contract.oracle import mean
from tests.contract.table import HEAD, ONE_TEAM, Files, Row, has, prove, row, shop

REACH = "scoring: {model: own, models: {own: {value: rice.reach}}}\n"
CHECK = "check --format json"
RANK = "rank --format json"


def reach(text: str) -> Files:
    return shop(f"- {{id: a, title: A, rice: {{reach: {text}}}}}\n", HEAD + REACH)


def number(at: str, sentence: str, text: str, value: float) -> Row:
    return row(at, sentence, reach(text), RANK, items__a__value=value)


def wrong(at: str, sentence: str, feature: str, says: Callable[[Any], bool] = bool, head: str = HEAD) -> Row:
    return row(
        at,
        sentence,
        shop(f"- {{id: a, title: A, {feature}}}\n", head),
        CHECK,
        code=1,
        diagnostics__0__severity="error",
        **{"diagnostics.*.message": says},
    )


def effort(text: str, head: str = ONE_TEAM) -> Files:
    return shop(
        f"- {{id: a, title: A, effort: {text}}}\n",
        f"{head}sizes: {{S: 1..2, M: 2..3..4}}\nscoring: {{model: own, models: {{own: {{value: effort}}}}}}\n",
    )


TWO = f"{HEAD}teams: {{web: {{capacity: 10}}, api: {{capacity: 10}}}}\n"


def sure(at: str, sentence: str, evidence: str, ratio: float, head: str = HEAD) -> Row:
    """`confidence: auto` with this evidence: of reach 1 and impact 1 the value is the confidence."""
    files = shop(
        f"- {{id: a, title: A, effort: 1, rice: {{reach: 1, impact: 1, confidence: auto}}, evidence: [{evidence}]}}\n",
        head,
    )
    return row(at, sentence, files, "rank --model rice --format json", items__a__value=ratio)


def rice(inputs: str) -> Files:
    return shop(f"- {{id: a, title: A, effort: 1, rice: {{reach: 1, {inputs}}}}}\n")


def said(title: str) -> Files:
    return shop("", HEAD, features__a=f"title: {title}\n")


def quoted(text: str) -> str:
    return f"write: title: '{text}'" if '"' in text else f'write: title: "{text}"'


def day(at: str, sentence: str, question: str, head: str, found: str | None, **more: Any) -> Row:
    """A decision to park until the end of June 2027: whether it is still in force on the day it is."""
    files = shop("- {id: a, title: A, decisions: [{verdict: park, because: x, until: 2027-06-30}]}\n", head)
    return row(
        at, sentence, files, f"{question} --format json", **{"items.*.id": ["a"] if found else [], **more}
    )


KINDS = (("opinion", 0.2), ("pitch", 0.2), ("theme", 0.5), ("others", 0.5), ("estimate", 0.5), ("anecdote", 0.5), ("market", 0.65),
         ("interview", 0.8), ("survey", 0.8), ("ticket", 0.8), ("usage", 0.8), ("test", 1.0), ("launch", 1.0))  # fmt: skip
ROWS: list[Row] = [
    number("2.1", "number | `5`", "5", 5.0),
    number("2.2", "`1.5`", "1.5", 1.5),
    number("2.3", "`1e3`", "1e3", 1000.0),
    number("2.4", "`12k`", "12k", 12000.0),
    number("2.5", "`1.2M`", "1.2M", 1200000.0),
    wrong("2.6", "finite; NaN", "rice: {reach: .nan}"),
    wrong("2.7", "infinity", "rice: {reach: .inf}"),
    wrong("2.8", "and overflow are errors", "rice: {reach: 1e999}"),
    wrong("2.9", "Ranges: ICE 1-10", "ice: {impact: 0.5}", has_in := (lambda found: "1" in found[0] and "10" in found[0])),
    wrong("2.10", "… (not above)", "ice: {ease: 11}", has_in),
    wrong("2.11", "opportunity 0-10", "opportunity: {importance: 10.1}", has_in),
    wrong("2.12", "ratings 0..scale", "weighted: {user_impact: 6}", head=HEAD + "scoring: {weighted: {scale: 5, criteria: {user_impact: 1}}}\n"),
    wrong("2.13", "the rest ≥ 0", "wsjf: {job_size: -1}"),
    number("2.14", "estimate | a number", "4", 4.0),
    number("2.15", "`3..9`: without a middle it is √(low · high) … lognormal", "3..9", mean(3, None, 9)),
    number("2.16", "`3..5..9`: mean = m + (h − m)(exp((ln r)²/(2z²)) − 1)/(r − 1)", "3..5..9", mean(3, 5, 9)),
    number("2.17", "… left-skewed", "1..8..9", mean(1, 8, 9)),
    number("2.18", "`{low: 3, likely: 5, high: 9}`", "{low: 3, likely: 5, high: 9}", mean(3, 5, 9)),
    number("2.19", "and m where r = 1", "3..5..7", 5.0),
    number("2.20", "… from 0 with a middle", "0..5..12", mean(0, 5, 12)),
    wrong("2.21", "so low > 0 is needed", "rice: {reach: 0..9}"),
    wrong("2.22", "low ≤ likely ≤ high", "rice: {reach: 9..5..10}"),
    number("2.23", "equal ends are a plain number", "5..5", 5.0),
    number("2.24", "… all three", "5..5..5", 5.0),
    wrong("2.25", "one equal to the middle is an error", "rice: {reach: 5..5..9}"),
    row("2.26", "Scores use the mean", shop("- {id: a, title: A, effort: 2..3..5, rice: {reach: 3..5..9, impact: 2, confidence: 50%}}\n"), RANK, items__a__score=mean(3, 5, 9) / mean(2, 3, 5)),
    row("2.27", "effort | an estimate", effort("3..9"), RANK, items__a__effort=mean(3, None, 9)),
    row("2.28", "a size of `sizes:`", effort("S"), RANK, items__a__effort=mean(1, None, 2)),
    row("2.29", "or a map team → either", effort("{web: 3..5..9, api: M}", TWO), RANK, items__a__effort=mean(3, 5, 9) + 3),
    wrong("2.30", "(no team may be called low, likely, high or default", "effort: 1", head=HEAD + "teams: {default: {capacity: 1}}\n"),
    wrong("2.31", "… low", "effort: 1", head=HEAD + "teams: {low: {capacity: 1}}\n"),
    wrong("2.32", "`team` beside a map is an error", "team: web, effort: {api: 3}", head=TWO),
    row("2.33", "without a team the only one there is)", effort("3"), "roadmap --format json", placements__a__work=[{"team": "web", "effort": 3.0}]),
    wrong("2.34", "> 0, else an error; never a score of 0", "effort: 0"),
    row("2.35", "It may be absent", shop("- {id: a, title: A}\n- {id: b, title: B, effort: 1, ice: {impact: 1, confidence: 1, ease: 1}}\n"), "rank --model ice --format json", **{"items.*.id": ["b"]}),
    row("2.36", "period | `2026-Q4`", shop("- {id: a, title: A, not_before: 2027-Q1, effort: 1}\n", ONE_TEAM + "scoring: {model: own, models: {own: {value: effort}}}\n"), "roadmap --format json", placements__a__period="2027-Q1"),
    wrong("2.37", "or `2027-02` where `step: month`", "not_before: 2027-02"),
    row("2.38", "with `fiscal_year_starts: 10` named by its end, 2027-Q1 is October to December 2026", shop("- {id: a, title: A}\n", "pm: 1\nproduct: P\nteams: {web: {capacity: 92}}\ncalendar: {start: 2026-11-23, periods: 1, fiscal_year_starts: 10}\n"), "roadmap --format json", periods=["2027-Q1"], capacity__0__capacity=39.0),
    row("2.39", "ratio | `80%`", rice("impact: 1, confidence: 80%"), RANK, items__a__value=0.8),
    row("2.40", "or `0.8`", rice("impact: 1, confidence: 0.8"), RANK, items__a__value=0.8),
    wrong("2.41", "0..1", "rice: {confidence: 80}"),
    *(row(f"2.{42 + at}", f"RICE impact | {word} {value}", rice(f"impact: {word}, confidence: 100%"), RANK, items__a__value=value)
      for at, (word, value) in enumerate({"massive": 3.0, "high": 2.0, "medium": 1.0, "low": 0.5, "minimal": 0.25}.items())),
    row("2.47", "or a number > 0", rice("impact: 1.7, confidence: 100%"), RANK, items__a__value=1.7),
    wrong("2.48", "… (0 is none)", "rice: {impact: 0}"),
    *(row(f"2.{49 + at}", f"RICE confidence | {word} {value:.0%}", rice(f"impact: 1, confidence: {word}"), RANK, items__a__value=value)
      for at, (word, value) in enumerate({"high": 1.0, "medium": 0.8, "low": 0.5}.items())),
    row("2.52", "date | `2027-01-31`", shop("- {id: a, title: A, deadline: 2027-01-31}\n"), "list --where deadline=2027-01-31 --format json", items__n=1),
    wrong("2.53", "ISO 8601, nothing else", "deadline: 31.01.2027"),
    wrong("2.54", "… no time of day", "deadline: 2027-01-31T00:00:00Z"),
    wrong("2.55", "… a day that there is", "deadline: 2027-02-30"),
    row("2.56", "any scalar: `title: 404` is the text \"404\"", said("404"), "list --format json", items__a__title="404"),
    row("2.57", "text that YAML cut at ` #`", said("Fix bug #12"), CHECK, diagnostics__PM011__hint=has("quote")),
    *(row(f"2.{58 + at}", f"or broke at {text!r}, gets a message that says to quote it", said(text), CHECK, code=1, diagnostics__0__hint=quoted(text))
      for at, text in enumerate(("Search: fast", "[beta] Search", "@home", "% of all", "*all* of it", '"Fast" search'))),
    *(sure(f"2.{64 + at}", f"{kind} {ratio:.0%}", f"{{kind: {kind}, date: 2026-09-01, count: 3}}", ratio) for at, (kind, ratio) in enumerate(KINDS)),
    sure("2.77", "the strongest evidence decides", "{kind: opinion, date: 2026-09-01}, {kind: market, date: 2026-09-01}, {kind: theme, date: 2026-09-01}", 0.65),
    sure("2.78", "(interviews or tickets with `count` under 3: anecdote", "{kind: interview, date: 2026-09-01, count: 2}", 0.5),
    sure("2.79", "… tickets", "{kind: ticket, date: 2026-09-01, count: 2}", 0.5),
    sure("2.80", "… (a survey of 2 stays one)", "{kind: survey, date: 2026-09-01, count: 2}", 0.8),
    sure("2.81", "counts of one kind add up", "{kind: interview, date: 2026-09-01, count: 2}, {kind: interview, date: 2026-08-01, count: 1}", 0.8),
    sure("2.82", "… (not of two kinds)", "{kind: interview, date: 2026-09-01, count: 2}, {kind: ticket, date: 2026-08-01, count: 2}", 0.5),
    sure("2.83", "no count is 1", "{kind: interview, date: 2026-09-01}, {kind: interview, date: 2026-08-01}", 0.5),
    sure("2.84", "… three of them", "{kind: ticket, date: 2026-09-01}, {kind: ticket, date: 2026-08-01}, {kind: ticket, date: 2026-08-02}", 0.8),
    sure("2.85", "undated evidence does not age", "{kind: survey}", 0.8),
    row("2.86", "… and is a finding", shop("- {id: a, title: A, evidence: [{kind: survey}]}\n"), CHECK, **{"diagnostics.*.message": lambda found: any("date" in one for one in found)}),
    sure("2.87", "what is dated after today does not count", "{kind: survey, date: 2026-10-02}, {kind: opinion, date: 2026-10-01}", 0.2),
    row("2.88", "… and is a warning", shop("- {id: a, title: A, evidence: [{kind: survey, date: 2026-10-02}]}\n"), CHECK, **{"diagnostics.*.message": lambda found: any("2026-10-02" in one for one in found), "diagnostics.*.severity": has("warning")}),
    sure("2.89", "Older than 12 months before the plan's start: one band down", "{kind: survey, date: 2025-09-30}", 0.65),
    sure("2.90", "… (12 months to the day are not older)", "{kind: survey, date: 2025-10-01}", 0.8),
    sure("2.91", "… an old test", "{kind: test, date: 2024-01-01}", 0.8),
    sure("2.92", "… an old opinion is none", "{kind: opinion, date: 2024-01-01}", 0.1),
    sure("2.93", "none: 10 %", "", 0.1),
    wrong("2.94", "These are the `kind`s of evidence", "evidence: [{kind: rumour}]"),
    day("2.95", "Today is the first day planned (`calendar.start`)", "rank --model kano", HEAD, None, unscored=[]),
    day("2.96", "… a later start", "list --where status=candidate", "pm: 1\nproduct: P\ncalendar: {start: 2027-Q3}\n", "a"),
    day("2.97", "`--today DATE` … sets another", "list --where status=candidate --today 2027-07-01", HEAD, "a"),
    day("2.98", "… the last day of `until` still counts", "list --where status=candidate --today 2027-06-30", HEAD, None),
    row("2.99", "(or `--today now`)", shop("- {id: a, title: A}\n"), "list --today now --format json", items__n=1),
    row("2.100", "Where no start is named, the plan begins with the period of today: of `--today` where given", shop("- {id: a, title: A, effort: 1}\n", "pm: 1\nproduct: P\nteams: {web: {capacity: 1}}\ncalendar: {periods: 1}\n"), "roadmap --today 2027-05-05 --format json", periods=["2027-Q2"]),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_values(sentence: Row) -> None:
    prove(sentence)

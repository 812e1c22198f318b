"""§ 3: what each model makes of its inputs, and what it does where they are not there."""

from __future__ import annotations

from typing import Any

from tests.conftest import for_each
from tests.contract.oracle import mean
from tests.contract.table import ABSENT, HEAD, ONE_TEAM, Files, Row, has, prove, row, shop

CHECK = "check --format json"
WEIGHTS = "weighted: {scale: 5, criteria: {user_impact: 3, feasibility: 1, dependencies: 2}}"
WEIGHTED = f"scoring: {{{WEIGHTS}}}\n"
RATED = "weighted: {user_impact: 4, feasibility: 2}"


def of(model: str, inputs: str, head: str = HEAD, more: str = "") -> tuple[Files, str]:
    """A feature with these inputs, ranked by a model."""
    return shop(f"- {{id: a, title: A, {inputs}}}\n{more}", head), f"rank --model {model} --format json"


def scored(
    at: str,
    sentence: str,
    asked: tuple[Files, str],
    value: float,
    cost: float,
    score: float | None = None,
    **more: Any,
) -> Row:
    expected = {
        "items.a.value": value,
        "items.a.cost": cost,
        "items.a.score": value / cost if score is None else score,
    }
    return row(at, sentence, *asked, **expected, **more)


def unscored(at: str, sentence: str, asked: tuple[Files, str], reason: Any, **more: Any) -> Row:
    return row(at, sentence, *asked, items=[], unscored__a__reason=reason, **more)


def own(value: str, inputs: str, cost: str = "", head: str = HEAD, model: str = "own") -> tuple[Files, str]:
    formula = f'value: "{value}"' + (f', cost: "{cost}"' if cost else "")
    return of(
        model,
        inputs,
        f"{head}fields: {{nps: number}}\nscoring: {{model: own, models: {{own: {{{formula}}}}}}}\n",
    )


def derived(criterion: str, feature: str, head: str, more: str = "") -> tuple[Files, str]:
    return of("own", feature, f"{head}scoring: {{models: {{own: {{value: {criterion}}}}}}}\n", more)


def due(day: str) -> tuple[Files, str]:
    return derived("urgency", f"deadline: {day}", HEAD)


def kano(at: str, functional: str, dysfunctional: str, number: float | None, word: str = "") -> Row:
    asked = of("kano", f"kano: {{functional: {functional}, dysfunctional: {dysfunctional}}}")
    sentence = f"must-be 3, one-dimensional 2, attractive 1, indifferent 0: {functional}, {dysfunctional}"
    return (
        unscored(at, sentence, asked, has(word))
        if number is None
        else scored(at, sentence, asked, number, 1.0)
    )


RICE = "rice: {reach: 1000, impact: high, confidence: 80%}"
ARR = HEAD + "accounts: {x: {arr: 300}, y: {arr: 100, status: at-risk}, z: {arr: 600}}\n"
ASKED = "requests: [{account: x}, {account: y}, {account: x, need: blocker}]"
OUTCOMES = (
    HEAD
    + "strategy: {outcomes: {p: {title: P, metric: m, baseline: 1, target: 2, weight: 60}, q: {title: Q, metric: n, baseline: 1, target: 2, weight: 40}}}\n"
)
WAITING = "- {id: b, title: B, depends_on: [a]}\n- {id: c, title: C, depends_on: [b]}\n- {id: d, title: D, depends_on: [a], status: shipped}\n- {id: e, title: E}\n- {id: f, title: F, parent: e, depends_on: [{id: a, kind: soft}]}\n- {id: g, title: G, parent: e, depends_on: [c]}\n"
PROBLEMS = (
    HEAD
    + "problems: {p: {title: P, opportunity: {importance: 6, satisfaction: 1}}, q: {title: Q, opportunity: {importance: 9, satisfaction: 9}}, h: {title: H, opportunity: {importance: 10}}}\n"
)
ROWS: list[Row] = [
    scored("3.1", "`rice` | reach · impact · confidence | effort, in the workspace's unit", of("rice", f"effort: 4, {RICE}"), 1600.0, 4.0),
    unscored("3.2", "A feature that lacks an input is **unscored, with the reason**", of("rice", "effort: 4, rice: {reach: 10}"), "rice needs impact and confidence"),
    unscored("3.3", "… the effort", of("rice", RICE), "rice needs effort"),
    scored("3.4", "`ice`, product | impact · confidence | 1 / ease", of("ice", "ice: {impact: 8, confidence: 7, ease: 4}"), 56.0, 0.25),
    scored("3.5", "`ice`, mean | mean of the three | 1 | value", of("ice", "ice: {impact: 8, confidence: 7, ease: 4}", HEAD + "scoring: {ice: {combine: mean}}\n"), 19 / 3, 1.0),
    unscored("3.6", "ice without a part", of("ice", "ice: {impact: 8}"), "ice needs confidence and ease"),
    unscored("3.7", "… its mean", of("ice", "ice: {ease: 8}", HEAD + "scoring: {ice: {combine: mean}}\n"), "ice needs impact and confidence"),
    scored("3.8", "`wsjf` | user_business_value + time_criticality + risk_opportunity | job_size", of("wsjf", "effort: 9, wsjf: {user_business_value: 8, time_criticality: 5, risk_opportunity: 3, job_size: 5}"), 16.0, 5.0),
    scored("3.9", "else effort", of("wsjf", "effort: 3..5..9, wsjf: {user_business_value: 8, time_criticality: 5, risk_opportunity: 3}"), 16.0, mean(3, 5, 9)),
    unscored("3.10", "wsjf without parts", of("wsjf", "wsjf: {job_size: 3, time_criticality: 2}"), "wsjf needs user_business_value and risk_opportunity"),
    scored("3.11", "`cd3` | cost_of_delay | duration in weeks", of("cd3", "effort: 9, cd3: {cost_of_delay: 8k..12k, duration: 4}"), mean(8000, None, 12000), 4.0),
    scored("3.12", "else the effort in weeks … marked as assumed", of("cd3", "effort: 9, cd3: {cost_of_delay: 90}"), 90.0, 9.0, items__a__reasons=lambda found: "assumed" in " ".join(found)),
    scored("3.13", "(person-days / 5", of("cd3", "effort: 10, cd3: {cost_of_delay: 90}", HEAD + "effort_unit: person-days\n"), 90.0, 2.0),
    scored("3.14", "person-months · 52 / 12", of("cd3", "effort: 3, cd3: {cost_of_delay: 90}", HEAD + "effort_unit: person-months\n"), 90.0, 13.0),
    unscored("3.15", "points without a duration: unscored", of("cd3", "effort: 3, cd3: {cost_of_delay: 90}", HEAD + "effort_unit: points\n"), "cd3 needs duration"),
    unscored("3.16", "cd3 with a duration alone", of("cd3", "cd3: {duration: 4}"), "cd3 needs cost_of_delay"),
    scored("3.17", "`weighted` | Σ weight · rating / Σ weight, a derived `dependencies` counted as 0", of("weighted", RATED, HEAD + WEIGHTED, "- {id: b, title: B, depends_on: [a]}\n"), (3 * 4 + 2) / 6, 1.0, (3 * 4 + 2 + 2 * 2.5) / 6),
    scored("3.18", "(a hand-given rating stays)", of("weighted", "weighted: {user_impact: 4, feasibility: 2, dependencies: 3}", HEAD + WEIGHTED), 20 / 6, 1.0, 20 / 6),
    unscored("3.19", "weighted without a criterion", of("weighted", "weighted: {user_impact: 4}", HEAD + WEIGHTED), "weighted needs feasibility"),
    scored("3.20", "`opportunity` | importance + max(importance − satisfaction, 0)", of("opportunity", "opportunity: {importance: 8.2, satisfaction: 3.1}"), 13.3, 1.0),
    scored("3.21", "… served better than it matters", of("opportunity", "opportunity: {importance: 4, satisfaction: 9}"), 4.0, 1.0),
    unscored("3.22", "`opportunity: {importance: 9}` leaves the feature unscored", of("opportunity", "opportunity: {importance: 9}"), "opportunity needs satisfaction"),
    row("3.23", "… and stops no ranking", *of("ice", "opportunity: {satisfaction: 9}, kano: {functional: like}, ice: {impact: 2, confidence: 2, ease: 2}"), **{"items.*.id": ["a"]}),
    scored("3.24", "(or through `solves`) … of several problems solved the highest opportunity counts", of("opportunity", "solves: [q, p, h]", PROBLEMS), 11.0, 1.0),
    unscored("3.25", "a problem with half an opportunity", of("opportunity", "solves: [h]", PROBLEMS), "opportunity needs satisfaction"),
    unscored("3.26", "… asked for as a number of one's own", own("opportunity.satisfaction", "solves: [h]", head=PROBLEMS), has("opportunity.satisfaction")),
    scored("3.27", "`value_effort` | the `weighted` value without feasibility | effort", of("value_effort", f"effort: 4, {RATED}", HEAD + WEIGHTED), 3 * 4 / 5, 4.0),
    row("3.28", "also the quadrant: quick win, big bet, fill-in, money pit (thresholds printed)", of("value_effort", f"effort: 4, {RATED}", HEAD + WEIGHTED)[0], "rank --model value_effort", out=has("quick win", "2.4", "4")),
    *(scored(f"3.{29 + at}", f"{word} {number}", of("moscow", f"moscow: {word}"), number, 1.0) for at, (word, number) in enumerate({"must": 3.0, "should": 2.0, "could": 1.0, "wont": 0.0}.items())),
    scored("3.33", "+ weighted value / (scale + 1)", of("moscow", f"moscow: should, {RATED}", HEAD + WEIGHTED), 2 + (14 / 6) / 6, 1.0),
    kano("3.34", "like", "dislike", 2.0),
    kano("3.35", "like", "neutral", 1.0),
    kano("3.36", "neutral", "dislike", 3.0),
    kano("3.37", "live-with", "neutral", 0.0),
    kano("3.38", "dislike", "like", None, "reverse"),
    kano("3.39", "like", "like", None, "questionable"),
    scored("3.40", "or survey counts", of("kano", "kano: {must_be: 12, one_dimensional: 31, attractive: 42, indifferent: 9}"), 1.0, 1.0),
    unscored("3.41", "`kano: {functional: like}` leaves the feature unscored", of("kano", "kano: {functional: like}"), "kano needs dysfunctional"),
    unscored("3.42", "… the other half", of("kano", "kano: {dysfunctional: like}"), "kano needs functional"),
    unscored("3.43", "… with no answer", of("kano", "owner: jo"), has("kano needs")),
    row("3.44", "adjusted = the highest value among the feature and all that hard-depend on it", *of("moscow", "moscow: could", more="- {id: b, title: B, moscow: must, depends_on: [c]}\n- {id: c, title: C, moscow: should, depends_on: [a]}\n"), **{"items.*.id": ["a", "c", "b"], "items.*.adjusted": [3.0, 3.0, 3.0]}),
    row("3.45", "`inherits` names that one with the difference, `owes` is []", *of("moscow", "moscow: could", more="- {id: b, title: B, moscow: must, depends_on: [c]}\n- {id: c, title: C, moscow: should, depends_on: [a]}\n"), items__a__inherits=[{"from": "b", "value": 2.0}], **{"items.*.owes": [[], [], []]}),
    row("3.46", "`wont` is ranked last", *of("moscow", "moscow: wont", more="- {id: b, title: B, moscow: could}\n"), **{"items.*.id": ["b", "a"]}),
    scored("3.47", "your own | the `value` formula | the `cost` formula", own("nps * 2", "nps: 31, effort: 4", "effort"), 62.0, 4.0),
    scored("3.48", "… else 1", own("nps", "nps: 31"), 31.0, 1.0),
    unscored("3.49", "Values are ≥ 0 … (negative", own("nps - 40", "nps: 31"), has("negative")),
    unscored("3.50", "zero cost", own("nps", "nps: 31", "nps - 31"), has("cost")),
    unscored("3.51", "complex", own("sqrt(nps - 40)", "nps: 31"), bool),
    unscored("3.52", "… a power", own("(nps - 40) ** 0.5", "nps: 31"), bool),
    unscored("3.53", "not finite)", own("1 / (nps - 31)", "nps: 31"), bool),
    row("3.54", "leaves the feature unscored, with a diagnostic", own("nps - 40", "nps: 31")[0], CHECK, diagnostics__PM401__feature="a"),
    *(scored(f"3.{55 + at}", f"Formulas: arithmetic `{text}`", own(text, "nps: 9, effort: 4"), value, 1.0) for at, (text, value) in enumerate({
        "nps + effort - 1": 12.0, "nps * effort / 3": 12.0, "nps ** 2": 81.0, "-(-nps)": 9.0, "min(nps, effort)": 4.0, "max(nps, effort)": 9.0,
        "abs(effort - nps)": 5.0, "sqrt(nps)": 3.0, "log(nps) / log(3)": 2.0}.items())),
    scored("3.64", "over numbers of the feature (`rice.reach`, `effort`, `nps` …)", own("rice.reach + effort + nps", f"effort: 4, nps: 2, {RICE}"), 1006.0, 1.0),
    scored("3.65", "demand (`demand.arr` … each account once)", own("demand.arr", ASKED, head=ARR), 400.0, 1.0),
    scored("3.66", "`demand.accounts`", own("demand.accounts", ASKED, head=ARR), 2.0, 1.0),
    scored("3.67", "`demand.at_risk_arr`", own("demand.at_risk_arr", ASKED, head=ARR), 100.0, 1.0),
    scored("3.68", "An exponent is at most 10 in size", own("2 ** nps", "nps: 10"), 1024.0, 1.0),
    unscored("3.69", "… (11)", own("2 ** nps", "nps: 11"), has("exponent")),
    row("3.70", "Nothing else is evaluated", own("nps.real", "nps: 1")[0], CHECK, code=1, diagnostics__0__path="pm.yaml"),
    row("3.71", "… no call of anything", own("__import__('os').getpid()", "nps: 1")[0], CHECK, code=1, diagnostics__0__path="pm.yaml"),
    row("3.72", "an unknown name is an error in `pm.yaml` at its place", own("nsp * 2", "nps: 1")[0], CHECK, code=1, diagnostics__PM110__path="pm.yaml", diagnostics__PM110__line=5, diagnostics__PM110__column=46),
    scored("3.73", "strategic_fit = scale · Σ weight · contribution / (3 Σ weight)", derived("strategic_fit", "outcomes: {p: high, q: 1}", OUTCOMES), 5 * (60 * 3 + 40) / 300, 1.0),
    scored("3.74", "contribution: none 0, low 1, medium 2, high 3, or the number", derived("strategic_fit", "outcomes: {p: medium, q: none}", OUTCOMES), 5 * 120 / 300, 1.0),
    scored("3.75", "urgency = scale · max(0, 1 − weeks to the deadline / 52)", due("2027-06-30"), 5 * (1 - 272 / 7 / 52), 1.0),
    scored("3.76", "scale when past", due("2026-09-01"), 5.0, 1.0),
    scored("3.77", "… more than a year ahead", due("2028-06-30"), 0.0, 1.0),
    scored("3.78", "0 without one", derived("urgency", "owner: jo", HEAD), 0.0, 1.0),
    scored("3.79", "revenue_impact from `demand.arr` / Σ arr of all accounts · scale", derived("revenue_impact", ASKED, ARR), 5 * 400 / 1000, 1.0),
    unscored("3.80", "where accounts are kept", derived("revenue_impact", "owner: jo", HEAD), has("revenue_impact")),
    row("3.81", "dependencies = scale · (1 − 1/(1 + n)), n = open features, parents not counted, that hard-depend on it, transitively", *derived("dependencies", "owner: jo", HEAD, WAITING), items__a__value=3.75),
    unscored("3.82", "What can't be derived is missing", derived("strategic_fit", "owner: jo", HEAD), has("strategic_fit")),
    row("3.83", "*Benefit* … for `weighted` without feasibility too", of("weighted", f"effort: 1, {RATED}", f"pm: 1\nproduct: P\nteams: {{web: {{capacity: 9}}}}\ncalendar: {{start: 2026-Q4, periods: 1, value_horizon: 1}}\n{WEIGHTED}")[0], "roadmap --model weighted --format json", objective__value=12 / 5),
    row("3.84", "otherwise the value", of("rice", f"effort: 4, {RICE}", "pm: 1\nproduct: P\nteams: {web: {capacity: 9}}\ncalendar: {start: 2026-Q4, periods: 1, value_horizon: 1}\n")[0], "roadmap --model rice --format json", objective__value=1600.0),
    row("3.85", "Sums of ordinal values are called an index, not money", of("rice", f"effort: 4, {RICE}", ONE_TEAM + "currency: EUR\n")[0], "roadmap --model rice", out=lambda text: "EUR" not in text and "€" not in text),
    row("3.86", "never scored 0", *of("rice", "effort: 4"), items=[], items__a=ABSENT),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_models(sentence: Row) -> None:
    prove(sentence)

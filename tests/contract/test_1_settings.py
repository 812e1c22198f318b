"""§ 1: what pm.yaml settles, and what people rated before they agreed."""

from __future__ import annotations

from tests.conftest import for_each
from tests.contract.table import ABSENT, HEAD, ONE_TEAM, Files, Row, has, lacks, prove, row, shop

OWN = "scoring: {model: own, models: {own: {value: effort}}}\n"
TEAMS = """teams:
  web: {capacity: 24}
  payments: {capacity: {default: 18, 2026-Q4: 12}}
  data: {people: 3, focus: 70%, absent: {2026-Q4: 2}}
  ops: {people: {default: 2, 2027-Q1: 4}}
"""
CAPACITY = "capacity.*.capacity"
ROADMAP = "roadmap --format json"
CHECK = "check --format json"
RANK = "rank --format json"
RICE = "rice: {reach: 10, impact: 1, confidence: 100%}"
ICE = "ice: {impact: 8, confidence: 7, ease: 4}"


def planned(calendar: str, teams: str = "teams: {web: {capacity: 24}}\n", more: str = "") -> Files:
    return shop(
        "- {id: a, title: A, effort: {web: 1}}\n",
        f"pm: 1\nproduct: P\ncalendar: {{{calendar}}}\n{teams}{OWN}{more}",
    )


def rated(*files: str, feature: str = "", more: str = "") -> Files:
    """The feature sso, and what people say of it: the first is called a, the second b …"""
    head = HEAD + "teams: {web: {capacity: 9}, api: {capacity: 9}}\nfields: {nps: number}\n"
    said = {f"ratings__{'abcd'[at]}": f"features: {{sso: {text}}}\n" for at, text in enumerate(files)}
    return shop(f"- {{id: sso, title: A{feature}}}\n{more}", head, **said)


def outcomes(weights: tuple[int, int]) -> Files:
    two = ", ".join(
        f"{name}: {{title: T, metric: m, baseline: 0.1, target: 0.2, weight: {weight}}}"
        for name, weight in zip("xy", weights, strict=True)
    )
    return shop(
        "- {id: a, title: A, outcomes: {x: high}}\n",
        f"{HEAD}strategy: {{outcomes: {{{two}}}}}\nscoring: {{model: own, models: {{own: {{value: strategic_fit}}}}}}\n",
    )


def weighted(more: str) -> Files:
    criteria = "criteria: {user_impact: 3, feasibility: 1}"
    return shop(
        "- {id: a, title: A, weighted: {user_impact: 4}}\n",
        f"{HEAD}scoring: {{model: weighted, weighted: {{scale: 5, {criteria}{more}}}}}\n",
    )


def ideas(more: str) -> Files:
    return shop("- {id: a, title: A, effort: 1, status: idea}\n", f"{ONE_TEAM}{OWN}{more}")


def half(roadmap: str) -> Files:
    value = "scoring: {model: own, models: {own: {value: rice.reach}}}\n"
    return shop(
        "- {id: a, title: A, rice: {reach: 1}}\n- {id: b, title: B, effort: 3, rice: {reach: 1}}\n- {id: c, title: C, effort: 5, rice: {reach: 1}}\n",
        f"{ONE_TEAM}{value}{roadmap}",
    )


OLD = "- {id: a, title: A, target: 2020-01-01, rice: {confidence: 80%}}\n"
ROWS: list[Row] = [
    row("1.50", "weights are relative", outcomes((60, 40)), RANK, items__a__value=3.0),
    row("1.51", "… (the same with a tenth of them)", outcomes((6, 4)), RANK, items__a__value=3.0),
    row("1.52", "teams … a period of the calendar, in the effort unit", planned("start: 2026-Q4, periods: 2"), ROADMAP, **{CAPACITY: [24.0, 24.0]}),
    row("1.53", "capacity: {default: 18, 2026-Q4: 12}", planned("start: 2026-Q4, periods: 2", TEAMS), ROADMAP, **{"capacity.2.capacity": 12.0, "capacity.3.capacity": 18.0}),
    row("1.54", "capacity = people x 13 weeks x focus - absent", planned("start: 2026-Q4, periods: 2", TEAMS), ROADMAP, **{"capacity.4.capacity": 3 * 13 * 0.7 - 2, "capacity.5.capacity": 3 * 13 * 0.7}),
    row("1.55", "people by period too, like capacity", planned("start: 2026-Q4, periods: 2", TEAMS), ROADMAP, **{"capacity.6.capacity": 26.0, "capacity.7.capacity": 52.0}),
    row("1.56", "(needs a time unit", planned("start: 2026-Q4", "teams: {web: {people: 3}}\n", "effort_unit: points\n"), CHECK, code=1, **{"diagnostics.*.severity": has("error")}),
    row("1.57", "… in its unit: person-days, person-months)", planned("start: 2026-Q4, periods: 1", "teams: {web: {people: 2}}\n", "effort_unit: person-days\n"), ROADMAP, **{CAPACITY: [2 * 13 * 5.0]}),
    row("1.58", "T-shirt sizes usable as effort", shop("- {id: a, title: A, effort: M}\n", f"{HEAD}sizes: {{S: 1..2, M: 2..3..4}}\n{OWN}"), RANK, items__a__effort=3.0),
    row("1.59", "start … first period planned", planned("start: 2027-Q2, periods: 2"), ROADMAP, periods=["2027-Q2", "2027-Q3"]),
    row("1.60", "a date (2026-11-23) plans the rest of its period, pro rata", planned("start: 2026-11-23, periods: 2", TEAMS), ROADMAP, **{"periods": ["2026-Q4", "2027-Q1"], CAPACITY: [24 * 39 / 92, 24.0, 12 * 39 / 92, 18.0, (3 * 13 * 0.7 - 2) * 39 / 92, 27.3, 26 * 39 / 92, 52.0]}),
    row("1.61", "periods: 4", planned("start: 2026-Q4, periods: 4"), ROADMAP, periods__n=4),
    row("1.62", "or month: then periods read 2027-02", planned("start: 2027-01, periods: 2, step: month"), ROADMAP, periods=["2027-01", "2027-02"]),
    row("1.63", "(a quarter there is an error)", planned("start: 2027-Q1, periods: 2, step: month"), CHECK, code=1, **{"diagnostics.*.severity": has("error")}),
    row("1.64", "people x … weeks of a month", planned("start: 2027-01, periods: 1, step: month", "teams: {web: {people: 3}}\n"), ROADMAP, **{CAPACITY: [13.0]}),
    row("1.65", "fiscal_year_starts: 1 # month", planned("start: 2027-01-15, periods: 1, fiscal_year_starts: 10"), ROADMAP, periods=["2027-Q2"]),
    row("1.66", "year_named_by: end; or start", planned("start: 2027-01-15, periods: 1, fiscal_year_starts: 10, year_named_by: start"), ROADMAP, periods=["2026-Q2"]),
    row("1.67", "value_horizon … at least `periods`", planned("start: 2026-Q4, periods: 4, value_horizon: 3"), CHECK, code=1, **{"diagnostics.0.path": "pm.yaml", "diagnostics.0.severity": "error"}),
    row("1.68", "value lost for each period of waiting", planned("start: 2026-Q4, periods: 1, value_horizon: 3, discount: 10%"), ROADMAP, objective__value=1 + 0.9 + 0.81),
    row("1.69", "model: … where none is named: the one whose inputs most features have, and it says so", shop(f"- {{id: a, title: A, {ICE}}}\n- {{id: b, title: B, {ICE}, effort: 1, {RICE}}}\n"), RANK, model="ice", notes=lambda notes: "ice" in " ".join(notes)),
    row("1.70", "ice: {combine: product}", shop(f"- {{id: a, title: A, {ICE}}}\n", HEAD + "scoring: {model: ice}\n"), RANK, items__a__score=224.0),
    row("1.71", "or mean", shop(f"- {{id: a, title: A, {ICE}}}\n", HEAD + "scoring: {model: ice, ice: {combine: mean}}\n"), RANK, items__a__score=19 / 3),
    row("1.72", "fixed anchors 0..5, never max-of-list", weighted(", missing: middle"), RANK, items__a__score=(3 * 4 + 2.5) / 4),
    row("1.73", "missing: unscored", weighted(""), RANK, items=[], unscored__a__reason="weighted needs feasibility"),
    row("1.74", "or middle: half the scale, marked as assumed", weighted(", missing: middle"), "explain a --format json", out=has("assumed")),
    row("1.75", "score = value / cost", shop(f"- {{id: a, title: A, effort: 4, {RICE}}}\n", HEAD + "scoring: {model: g, models: {g: {value: rice.reach, cost: effort}}}\n"), RANK, items__a__score=2.5, items__a__cost=4.0),
    row("1.76", "cost 1 where none is named", shop(f"- {{id: a, title: A, effort: 4, {RICE}}}\n", HEAD + "scoring: {model: g, models: {g: {value: rice.reach}}}\n"), RANK, items__a__score=10.0, items__a__cost=1.0),
    row("1.77", "status idea is ranked, not planned", ideas(""), f"{RANK}; {ROADMAP}", placements=[]),
    row("1.78", "or plan", ideas("roadmap: {ideas: plan}\n"), ROADMAP, placements__a__period="2026-Q4"),
    row("1.79", "unestimated: leave-out", half(""), ROADMAP, **{"placements.*.id": has("b", "c"), "placements.a": ABSENT}),
    row("1.80", "or median (marked as assumed)", half("roadmap: {unestimated: median}\n"), ROADMAP, **{"placements.a.work": [{"team": "web", "effort": 4.0}], "placements.a.reasons": lambda found: "assumed" in " ".join(found)}),
    row("1.81", "or error", half("roadmap: {unestimated: error}\n"), ROADMAP, code=1, out="", err=has("effort")),
    row("1.82", "share of every team's capacity kept for that type", planned("start: 2026-Q4, periods: 1", more="roadmap: {reserve: {bug: 15%}}\n"), ROADMAP, **{"capacity.0.reserve": 3.6, CAPACITY: [20.4]}),
    row("1.83", "carry_over: true: work may run over the end of a period", shop("- {id: a, title: A, effort: 15}\n", f"{ONE_TEAM}{OWN}roadmap: {{carry_over: true}}\n"), ROADMAP, placements__a__period="2027-Q1", placements__a__work=[{"team": "web", "effort": 10.0, "period": "2026-Q4"}, {"team": "web", "effort": 5.0, "period": "2027-Q1"}]),
    row("1.84", "(without it, it is never placed)", shop("- {id: a, title: A, effort: 15}\n", ONE_TEAM + OWN), ROADMAP, placements=[], unplaced__n=1),
    row("1.85", "checks: {ignore: []", shop(OLD, f"{HEAD}checks: {{ignore: [PM112]}}\n"), CHECK, **{"diagnostics.*.code": lacks("PM112")}),
    row("1.86", "severity: {PM301: error}}", shop(OLD, f"{HEAD}checks: {{severity: {{PM112: error}}}}\n"), CHECK, code=1, diagnostics__PM112__severity="error"),
    row("1.87", "select: [PM]", shop(OLD, f"{HEAD}checks: {{select: [PM1]}}\n"), CHECK, **{"diagnostics.*.code": ["PM112"]}),
    row("1.88", "exports: # so that CI needs no flags", shop("- {id: a, title: A, effort: 1}\n", f"{ONE_TEAM}{OWN}exports: [{{view: rank, format: csv, to: rank.csv}}]\n"), "export", **{"file:rank.csv": has("a,")}),
    row("1.89", "between <!-- pm:rank --> and <!-- /pm:rank -->", (*shop("- {id: a, title: Alpha, effort: 1}\n", f"{ONE_TEAM}{OWN}exports: [{{view: rank, format: markdown, to: README.md, between: 'pm:rank'}}]\n"), ("README.md", "# Hello\n<!-- pm:rank -->\nold\n<!-- /pm:rank -->\nGoodbye\n")), "export", **{"file:README.md": lambda text: text.startswith("# Hello\n<!-- pm:rank -->") and text.endswith("<!-- /pm:rank -->\nGoodbye\n") and "Alpha" in text and "old" not in text}),
    row("1.90", "audiences: {partners: {fields: [title, outcomes, period], where: \"theme=platform\"}}", shop("- {id: a, title: Alpha, effort: 1, theme: platform, owner: Jo}\n- {id: b, title: Beta, effort: 1}\n", f"{ONE_TEAM}{OWN}audiences: {{partners: {{fields: [title, outcomes, period], where: 'theme=platform'}}}}\n"), "export roadmap --audience partners --format html -o p.html", **{"file:p.html": lambda text: "Alpha" in text and "Jo" not in text and "Beta" not in text}),
    row("1.91", "What stands in the feature's own file is agreed and counts alone", rated("{effort: {web: 9}}", feature=", effort: {web: 2}"), "api", features__sso__effort__web__likely=2.0),
    row("1.92", "Where an input is absent there and people rated it, the input is what they say together, marked as rated", rated("{ice: {impact: 2, confidence: 3, ease: 4}}"), RANK, items__sso__score=24.0, items__sso__reasons=lambda found: "rated by a" in " ".join(found)),
    row("1.93", "the median of their middles", rated("{rice: {reach: 3}}", "{rice: {reach: 5..6..9}}", "{rice: {reach: 20}}"), "api", features__sso__rice__reach__likely=6.0),
    row("1.94", "where two or more rated, as a range from the lowest to the highest of their ends", rated("{rice: {reach: 3}}", "{rice: {reach: 5..6..9}}", "{rice: {reach: 20}}"), "api", features__sso__rice__reach__low=3.0, features__sso__rice__reach__high=20.0),
    row("1.95", "(their own estimate where one did)", rated("{rice: {reach: 5..6..9}}"), "api", features__sso__rice__reach__low=5.0, features__sso__rice__reach__likely=6.0, features__sso__rice__reach__high=9.0),
    row("1.96", "where an end equals the middle, lowest..highest without a middle", rated("{rice: {reach: 4}}", "{rice: {reach: 4}}", "{rice: {reach: 9}}"), "api", features__sso__rice__reach__low=4.0, features__sso__rice__reach__likely=6.0, features__sso__rice__reach__high=9.0),
    row("1.97", "(the middle alone where the lowest is 0)", rated("{rice: {reach: 0}}", "{rice: {reach: 0}}", "{rice: {reach: 9}}"), "api", features__sso__rice__reach__high=0.0),
    row("1.98", "Inputs that take no range (impact words, confidence, ratings on a scale) get the median alone", rated("{ice: {impact: 3}, rice: {impact: high, confidence: 50%}}", "{ice: {impact: 8}, rice: {impact: high, confidence: 80%}}"), "api", features__sso__ice__impact=5.5, features__sso__rice__confidence=0.65),
    row("1.99", "Words count as their numbers", rated("{rice: {impact: high}}", "{rice: {impact: medium}}"), "api", features__sso__rice__impact__likely=1.5),
    row("1.100", "effort is rated team by team", rated("{effort: {web: 4, api: 1}}", "{effort: {web: 6}}"), "api", features__sso__effort__web__high=6.0, features__sso__effort__api__high=1.0),
    row("1.101", "(the half of an opportunity that the file leaves open)", rated("{opportunity: {satisfaction: 3}}", feature=", opportunity: {importance: 9}"), "rank --model opportunity --format json", items__sso__score=15.0),
    row("1.102", "A rating of what is shipped, put away or not there is a warning", rated("{nps: 3}", feature=", status: parked"), CHECK, diagnostics__PM318__severity="warning"),
    row("1.103", "an input that is none, an error at its place", rated("{rice: {reach: many}}"), CHECK, code=1, diagnostics__PM102__path="ratings/a.yaml", diagnostics__PM102__line=1, diagnostics__PM102__column=32),
    row("1.104", "`pm set` settles: what it writes into the feature counts from then on", rated("{rice: {reach: 7}}"), "set sso rice.reach=40; show sso --format json", **{"file:features/all.yaml": has("reach: 40")}),
    row("1.105", "`pm set` settles: …", rated("{rice: {reach: 7}}"), "set sso rice.reach=40; api", features__sso__rice__reach__likely=40.0),
    row("1.106", "plan.yaml … optional; `pm accept` writes it", shop("- {id: a, title: A, effort: 1}\n", ONE_TEAM + OWN), "accept --because Why --by amelie --yes", **{"file:plan.yaml": has("because: Why", "by: amelie", "2026-Q4:\n    - a\n")}),
    row("1.107", "Mistakes in plan.yaml are errors at their place", shop("- {id: a, title: A, effort: 1}\n", ONE_TEAM + OWN, plan="periods: {2026-Q4: [b]}\n"), CHECK, code=1, diagnostics__PM311__path="plan.yaml", diagnostics__PM311__line=1, diagnostics__PM311__column=21),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_settings(sentence: Row) -> None:
    prove(sentence)

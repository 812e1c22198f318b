"""§ 1: where a workspace is, what a feature file is, and what YAML it may hold."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import for_each
from tests.contract.table import ABSENT, HEAD, ONE_TEAM, Row, has, lacks, prove, row, shop

PM = ("pm.yaml", HEAD)
LONG = "a" * 64
EXAMPLE = Path(__file__).parents[1] / "data" / "contract"
WHOLE = tuple(
    (path.relative_to(EXAMPLE).as_posix(), path.read_text(encoding="utf-8"))
    for path in sorted(EXAMPLE.rglob("*.yaml"))
)
"""The files that the contract shows: every key that there is."""
IDS, RANK = "list --format json", "rank --format json"
DEEP = (
    PM,
    ("features/a.yaml", "title: A\n"),
    ("features/one/two/b.yaml", "title: B\n"),
    ("more/x.yaml", "title: X\n"),
)
GLOBBED = (
    ("pm.yaml", HEAD + "features: ['backlog/**/*.yaml', '*.yaml', 'ratings/*.yaml']\n"),
    ("features/a.yaml", "title: A\n"), ("backlog/b.yaml", "title: B\n"), ("c.yaml", "title: C\n"),
    ("plan.yaml", "agreed: {on: 2026-11-29, by: x, because: y}\nperiods: {}\n"), ("portfolio.yaml", "pm: 1\n"),
    ("ratings/amelie.yaml", "features: {}\n"),
)  # fmt: skip
CUSTOM = HEAD + "fields: {nps: number, design: [none, wip, done]}\n"


def alone(text: str, name: str = "features/a.yaml") -> tuple[tuple[str, str], ...]:
    return (PM, (name, text))


ROWS: list[Row] = [
    row("1.1", "A folder with a `pm.yaml`, found by walking up from the current folder", DEEP, f"in:features/one/two {IDS}", items__n=2),
    row("1.2", "or named with `-C DIR`", DEEP, f"in:more -C .. {IDS}", items__n=2),
    row("1.3", "Features live below `features/`, at any depth", DEEP, IDS, **{"items.*.id": ["a", "b"]}),
    row("1.4", "(or the globs in `pm.yaml: features:`", GLOBBED, IDS, **{"items.*.id": ["b", "c"]}),
    row("1.5", "pm.yaml, plan.yaml, portfolio.yaml and ratings/ are never features", GLOBBED, "check --format json", checked=2, **{"diagnostics.*.severity": lacks("error")}),
    row("1.6", "`*.yaml`, `*.yml`", (*DEEP, ("features/c.yml", "title: C\n"), ("features/d.txt", "title: D\n")), IDS, **{"items.*.id": ["a", "b", "c"]}),
    row("1.7", "`*.md` (YAML front matter between `---` lines", alone("---\ntitle: A\n---\nBody.\n", "features/m.md"), "show m --format json", title="A"),
    row("1.8", "the Markdown body is the `description`)", alone("---\ntitle: A\n---\nBody.\n", "features/m.md"), "api", **{"features.m.description": "Body."}),
    row("1.9", "A YAML file holds one feature (a mapping)", alone("title: A\n"), IDS, **{"items.*.id": ["a"]}),
    row("1.10", "several (a list)", shop("- {id: a, title: A}\n- {id: b, title: B}\n"), IDS, **{"items.*.id": ["a", "b"]}),
    row("1.11", "or several documents", alone("id: a\ntitle: A\n---\nid: b\ntitle: B\n"), IDS, **{"items.*.id": ["a", "b"]}),
    row("1.12", "In a one-feature file `id` may be left out: it is the file's stem", alone("title: A\n", "features/guest.checkout.yaml"), IDS, **{"items.*.id": ["guest.checkout"]}),
    row("1.13", "if both are there and differ, that is an error", alone("id: b\ntitle: A\n"), "check --format json", code=1, **{"diagnostics.PM107.severity": "error"}),
    row("1.14", "Ids match `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`", shop(f"- {{id: {LONG}, title: A}}\n- {{id: 9._-Z, title: B}}\n"), "check --format json", checked=2),
    row("1.15", "… (longer, and of other letters)", shop(f"- {{id: {LONG}a, title: A}}\n- {{id: -b, title: B}}\n- {{id: ä, title: B}}\n"), "check --format json", code=1, **{"diagnostics.*.code": has("PM102")}),
    row("1.16", "unique in the workspace without regard to case", shop("- {id: Sso, title: A}\n", b="title: B\n", features__SSO="title: C\n"), "check --format json", code=1, **{"diagnostics.*.code": has("PM106")}),
    row("1.17", "YAML is the 1.2 core schema", alone("title: no\nowner: on\ntheme: 010\n"), "api", features__a__title="no", features__a__owner="on", features__a__theme="010"),
    row("1.18", "plus merge keys", shop("- &base {id: a, title: A, effort: 3, owner: jo}\n- {<<: *base, id: b}\n"), "api", features__b__title="A", features__b__owner="jo"),
    row("1.19", "`%YAML` other than 1.2", alone("%YAML 1.1\n---\ntitle: A\n"), "check --format json", code=1, **{"diagnostics.*.code": has("PM009")}),
    row("1.20", "(1.2 itself is none)", alone("%YAML 1.2\n---\ntitle: A\n"), IDS, **{"items.*.id": ["a"]}),
    row("1.21", "tags beyond the core's", alone("title: A\nowner: !mine jo\n"), "check --format json", code=1, diagnostics__0__line=2),
    row("1.22", "recursive aliases", alone("title: A\ntags: &t [*t]\n"), "check --format json", code=1, **{"diagnostics.n": lambda n: n > 0}),
    row("1.23", "and keys that are no scalars are diagnostics", alone("title: A\n? [b, c]\n: d\n"), "check --format json", code=1, **{"diagnostics.n": lambda n: n > 0}),
    row("1.24", "the source text counts (`id: 007` is \"007\")", shop("- {id: 007, title: 404}\n"), IDS, items__0__id="007", items__0__title="404"),
    row("1.25", "References match ids exactly", shop("- {id: Sso, title: A}\n- {id: b, title: B, depends_on: [sso]}\n"), "check --format json", code=1, **{"diagnostics.PM104.hint": has('"Sso"')}),
    row("1.26", "Unknown keys are errors with a did-you-mean", alone("title: A\nefort: 3\n"), "check --format json", code=1, **{"diagnostics.PM101.severity": "error", "diagnostics.PM101.hint": has('"effort"')}),
    row("1.27", "(in pm.yaml as well)", shop("- {id: a, title: A}\n", HEAD + "curency: EUR\n"), "check --format json", code=1, **{"diagnostics.PM101.hint": has('"currency"'), "diagnostics.PM101.path": "pm.yaml"}),
    row("1.28", "Keys that begin with `x-` are the user's own, kept", alone("x-jira: SHOP-1\ntitle: A\n"), "fmt; set a owner=jo", **{"file:features/a.yaml": has("x-jira: SHOP-1")}),
    row("1.29", "and read by `--where` only", shop("- {id: a, title: A, x-squad: red}\n- {id: b, title: B}\n"), "list --where x-squad=red --format json", **{"items.*.id": ["a"], "items.a.x-squad": ABSENT}),
    row("1.30", "typed custom fields are declared under `fields:`", shop("- {id: a, title: A, nps: 31, design: wip}\n", CUSTOM), "list --where 'nps>30' --where design=wip --format json", **{"items.*.id": ["a"]}),
    row("1.31", "… (of their type: a number, one of the words)", shop("- {id: a, title: A, nps: many, design: later}\n", CUSTOM), "check --format json", code=1, **{"diagnostics.*.code": ["PM102", "PM102"]}),
    row("1.32", "everything but `pm` and `product` is optional", shop("- {id: a, title: A, effort: 1, ice: {impact: 2, confidence: 3, ease: 4}}\n", "pm: 1\nproduct: P\n"), "rank --format json", **{"items.*.id": ["a"]}),
    row("1.33", "(these two are not)", shop("", "currency: EUR\n"), "check --format json", code=1, **{"diagnostics.*.message": has('the key "product" is missing', 'the key "pm" is missing')}),
    row("1.34", "format version", shop("", "pm: 2\nproduct: P\n"), "check --format json", code=1, **{"diagnostics.*.path": has("pm.yaml")}),
    row("1.35", "only `title` is required", alone("effort: 3\n"), "check --format json", code=1, **{"diagnostics.PM103.message": has('"title"')}),
    row("1.36", "candidate where none is given", alone("title: A\n"), IDS, items__0__status="candidate"),
    row("1.37", "feature | bug | debt | research | compliance | enabler", shop("".join(f"- {{id: {word}, title: A, type: {word}}}\n" for word in ("feature", "bug", "debt", "research", "compliance", "enabler"))), "list --where type=bug --format json", **{"items.*.id": ["bug"]}),
    row("1.38", "idea | candidate | planned | in-progress | shipped | parked | declined", shop("".join(f"- {{id: {word}, title: A, status: {word}}}\n" for word in ("idea", "candidate", "planned", "in-progress", "shipped", "parked", "declined"))), IDS, items__n=7),
    row("1.39", "person-weeks; or person-months, person-days, points", shop("", HEAD + "effort_unit: hours\n"), "check --format json", code=1, **{"diagnostics.PM102.message": has("person-weeks", "person-months", "person-days", "points")}),
    row("1.40", "active | at-risk | churned | prospect", shop("", HEAD + "accounts: {a: {status: lost}}\n"), "check --format json", code=1, **{"diagnostics.PM102.message": has("active", "at-risk", "churned", "prospect")}),
    row("1.41", "`effort: 5` with `team: web`", shop("- {id: a, title: A, effort: 5, team: web, status: planned}\n", ONE_TEAM + "  \nscoring: {model: own, models: {own: {value: effort}}}\n"), "roadmap --format json", placements__a__work=[{"team": "web", "effort": 5.0}]),
    row("1.42", "need: nice | important | blocker", shop("- {id: a, title: A, requests: [{account: x, need: urgent}]}\n", HEAD + "accounts: {x: {}}\n"), "check --format json", code=1, **{"diagnostics.PM102.message": has("nice", "important", "blocker")}),
    row("1.43", "deadline: … or just the date", shop("- {id: a, title: A, deadline: 2027-06-30}\n- {id: b, title: B, deadline: {date: 2027-06-30, because: PSD3}}\n"), "list --where deadline=2027-06-30 --format json", **{"items.*.id": ["a", "b"]}),
    row("1.45", "pm.yaml, plan.yaml, ratings/amelie.yaml and features/guest-checkout.yaml, as they are shown", WHOLE, "check --format json --fail-on error --ignore PM703", checked=6, **{"diagnostics.*.severity": lacks("error")}),
    row("1.46", "… are ranked", WHOLE, RANK, **{"items.*.id": ["address-book", "guest-checkout"], "items.address-book.enabler": True}),
    row("1.47", "… and planned, as decided", WHOLE, "roadmap --format json", **{"placements.guest-checkout.period": "2027-Q1"}),
    row("1.44", "verdicts: pin (period) | first | before (feature) | park | decline", shop("- {id: a, title: A, decisions: [{verdict: later, because: x}]}\n"), "check --format json", code=1, **{"diagnostics.PM102.message": has("pin", "first", "before", "park", "decline")}),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_files(sentence: Row) -> None:
    prove(sentence)

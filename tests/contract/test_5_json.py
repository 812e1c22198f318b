"""§ 5: what every document has, key by key, with null and [] where nothing is."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import for_each
from tests.contract.table import ABSENT, HEAD, Answer, Files, Row, ask, has, having, prove, row, shop
from tests.contract.test_4_agreed import agreed
from tests.contract.test_4_order import OWN, PLANNING, backlog

RANK, ROADMAP, CHECK = "rank --format json", "roadmap --format json", "check --format json"
SMALL = backlog("a 1 3\nb 9 3 depends_on: [a]\nlone - 2", PLANNING)
EMPTY = shop("", PLANNING)
THIRDS = backlog("a 1 3", HEAD + OWN)
BROKEN = backlog("a 1 3 depends_on: [nobody]\nb 2 2 depends_on: [a]\nc 3 3", HEAD + OWN)


def keys(*names: str) -> Any:
    """Whether a map has at least these keys."""
    return lambda found: set(names) <= set(found)


def text(at: str, sentence: str, files: Files, question: str, says: Any, **more: Any) -> Row:
    return row(at, sentence, files, question, out=says, **more)


def faulty(
    at: str, sentence: str, path: str, given: str, line: int, column: int, code: str, head: str = HEAD
) -> Row:
    files = having(shop("", head), (path, given))
    return row(
        at,
        sentence,
        files,
        CHECK,
        code=1,
        **{
            f"diagnostics.{code}.path": path,
            f"diagnostics.{code}.line": line,
            f"diagnostics.{code}.column": column,
        },
    )


def versions(before: str, after: str, head: str = PLANNING) -> tuple[Files, ...]:
    """A repository with two commits, v1 and v2."""
    return backlog(before, head), backlog(after, head)


DIFF = "diff v1..v2 --format json"
CHANGED = versions("a 9 3\nb 5 3\nc 3 3\ngone 1 1", "a 1 3\nb 5 3\nc 3 3\nnew 2 1")
BACKWARD = "diff v2..v1 --format json"
AGREEING = (agreed("a 9 6\nb 5 6", "a, b"), agreed("a 9 6\nb 5 6", "b, a"))
ONE_SIDE = (backlog("a 9 6\nb 5 6", PLANNING), agreed("a 9 6\nb 5 6", "b, a"))
NO_PLAN = versions("a 9 10\nb 5 10\nc 4 10", "a 9 10\nb 5 10\nc 6 10")
RENAMED = shop(
    "- {id: guest, title: Pay without an account, v: 3, effort: 2}\n- {id: b, title: B, depends_on: [guest], v: 1, effort: 1}\n",
    PLANNING,
)
ROWS: list[Row] = [
    text("5.1", "One document and a newline", SMALL, RANK, lambda out: out.endswith("}\n") and not out.endswith("\n\n")),
    *(row(f"5.{2 + at}", "`schemaVersion`, `kind`", SMALL, question, schemaVersion=1, kind=kind) for at, (question, kind) in enumerate({
        RANK: "ranking", ROADMAP: "roadmap", CHECK: "diagnostics", "list --format json": "features", "show a --format json": "feature", "explain a --format json": "explanation"}.items())),
    row("5.8", "absent scalar null", shop("- {id: a, title: A, v: 1, c: 1}\n", HEAD + OWN), RANK, items__a__effort=None),
    row("5.9", "absent list []", SMALL, RANK, items__a__owes=[], items__a__waitsFor=[], items__b__unlocks=[]),
    text("5.10", "no absolute paths, no time stamps", SMALL, CHECK, lambda out: "shop/" not in out and "T0" not in out and "T1" not in out),
    text("5.11", "numbers at 12 significant digits", THIRDS, RANK, has("0.333333333333,")),
    row("5.12", "`--partial` adds `leftOut: [{id, reason}]`", BROKEN, "rank --partial --format json", leftOut=lambda found: {one["id"] for one in found} == {"a", "b"} and all(set(one) == {"id", "reason"} for one in found), **{"items.*.id": ["c"]}),
    row("5.13", "(nothing is left out of a sound one)", SMALL, "rank --partial --format json", leftOut=[]),
    row("5.14", "Where a command cannot answer, stdout is empty and stderr says why", BROKEN, RANK, code=1, out="", err=has("nobody")),
    row("5.15", "(`pm check` always answers)", having(EMPTY, ("pm.yaml", "pm: [\n")), CHECK, code=1, kind="diagnostics", diagnostics__0__path="pm.yaml"),
    row("5.16", "pm rank: the document", SMALL, RANK, model="own", order="adjusted", code=0),
    row("5.17", "\"items\": [{…}]", SMALL, RANK, items__0=keys("rank", "id", "title", "status", "score", "value", "cost", "effort", "adjusted", "scoreRank", "enabler", "waitsFor", "unlocks", "inherits", "owes", "reasons", "because")),
    row("5.18", "\"unscored\": [{\"id\", \"reason\"}]", SMALL, RANK, unscored=[{"id": "lone", "reason": "own needs v"}]),
    row("5.19", "`effort` is the sum over teams", shop("- {id: a, title: A, v: 1, effort: {web: 2, api: 3}}\n", PLANNING.replace("teams: {", "teams: {api: {capacity: 9}, ")), RANK, items__a__effort=5.0),
    row("5.20", "cost = Σ value · completion over the items in order", backlog("a 6 2\nb 4 2\nc 2 2", HEAD + OWN), RANK, certificate={"cost": 6 * 2 + 4 * 4 + 2 * 6.0, "bound": 40.0, "gap": 0.0}),
    row("5.21", "gap 0 where both are 0", backlog("a 0 2\nb 0 2", HEAD + OWN), RANK, certificate={"cost": 0.0, "bound": 0.0, "gap": 0.0}),
    row("5.22", "null with an empty ranking", EMPTY, RANK, certificate=None, items=[]),
    row("5.23", "under `--by score`", SMALL, "rank --by score --format json", certificate=None),
    row("5.24", "where a category model ranks", backlog("a 1 1 moscow: must"), "rank --model moscow --format json", certificate=None),
    row("5.25", "or where a decision bends the order", backlog("a 1 1 decisions: [{verdict: first, because: x}]\nb 9 1"), RANK, certificate=None),
    row("5.26", "pm roadmap: the document", SMALL, ROADMAP, model="own", periods=["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"], capacity__0=keys("team", "period", "capacity", "used"), objective=keys("value", "bound", "gap", "boundFrom")),
    row("5.27", "\"placements\": [{…}]", SMALL, ROADMAP, placements__0=keys("id", "period", "work", "reasons", "because", "agreed", "change"), placements__a__work=[{"team": "web", "effort": 3.0}]),
    row("5.28", "\"unplaced\": [{…}]", backlog("a 1 99", PLANNING), ROADMAP, unplaced__0=keys("id", "reasons", "because")),
    row("5.29", "`unscored` as in the ranking", SMALL, ROADMAP, unscored=[{"id": "lone", "reason": "own needs v"}]),
    row("5.30", "`because`: … one for each sentence", SMALL, RANK, items__a=lambda item: len(item["because"]) == len(item["reasons"]) > 0, items__a__because__0=keys("kind", "features", "team", "period", "numbers")),
    row("5.31", "an empty roadmap", EMPTY, ROADMAP, placements=[], unplaced=[], agreed=None, proposal=None),
    row("5.32", "pm check: the document", BROKEN, CHECK, code=1, checked=3, diagnostics__0=keys("code", "name", "severity", "message", "feature", "path", "line", "column", "endLine", "endColumn", "hint")),
    faulty("5.33", "Lines and columns count from 1, in characters", "features/a.yaml", "title: A\n# ü\nparent: ü, noboody\n", 3, 9, "PM102"),
    faulty("5.34", "`path` is relative to the workspace … a bad value at the value", "features/x/a.yaml", "title: A\neffort: many\n", 2, 9, "PM102"),
    faulty("5.35", "an unknown … key at the key", "features/a.yaml", "title: A\nrice: {reach: 1, reech: 2}\n", 2, 18, "PM101"),
    faulty("5.36", "or repeated key at the key", "features/a.yaml", "title: A\nowner: x\nowner: y\n", 3, 1, "PM002"),
    faulty("5.37", "a missing key at the feature's first line", "features/a.yaml", "# first\n- owner: x\n  id: a\n- {id: b, title: B}\n", 2, 3, "PM103"),
    faulty("5.38", "a cycle at the dependency of its smallest id", "features/a.yaml", "- {id: b, title: B, depends_on: [c]}\n- {id: c, title: C, depends_on: [a]}\n- {id: a, title: A, depends_on: [b]}\n", 3, 34, "PM201"),
    row("5.39", "endLine, endColumn", having(EMPTY, ("features/a.yaml", "title: A\ndepends_on: [nobody]\n")), CHECK, code=1, diagnostics__PM104=lambda found: (found["line"], found["column"], found["endLine"], found["endColumn"]) == (2, 14, 2, 20)),
    row("5.40", "\"hint\": \"did you mean …\"", shop("- {id: address-book, title: A}\n- {id: b, title: B, depends_on: [adress-book]}\n"), CHECK, code=1, diagnostics__PM104__hint=has('"address-book"')),
    row("5.41", "pm diff: the document", CHANGED, DIFF, kind="diff", features={"added": ["new"], "removed": ["gone"], "renamed": [], "changed": [{"id": "a", "field": "v", "before": "9", "after": "1", "unit": None}]}),
    row("5.42", "\"ranks\" … \"causes\": [{\"because\", \"shift\"}]", CHANGED, DIFF, ranks__a__before=1, ranks__a__after=4, ranks__a__causes__0=keys("because", "shift")),
    row("5.43", "`before` or `after` is null where the feature was not there", CHANGED, DIFF, ranks__new__before=None, ranks__gone__after=None, roadmap__gone__after=None),
    row("5.44", "the shifts of a rank's causes add up to its whole movement", CHANGED, DIFF, ranks=lambda rows: all(abs(sum(cause["shift"] for cause in one["causes"]) - (one["after"] - one["before"])) < 1e-9 for one in rows if None not in (one["before"], one["after"]))),
    row("5.45", "`causes` is [] where one side is null", CHANGED, DIFF, ranks__new__causes=[], ranks__gone__causes=[]),
    row("5.46", "Revisions are full ids", CHANGED, DIFF, **{"from": lambda found: len(found) == 40, "to": lambda found: len(found) == 40}),
    row("5.47", "null for the working files", CHANGED, "diff v1 --format json", to=None),
    row("5.48", "\"value\": {\"before\", \"after\"}, \"diagnostics\": {\"new\", \"fixed\"}", CHANGED, DIFF, value=keys("before", "after"), diagnostics=keys("new", "fixed")),
    row("5.49", "renamed", (RENAMED, having(RENAMED, ("features/all.yaml", dict(RENAMED)["features/all.yaml"].replace("guest", "buyer")))), DIFF, features__renamed=[{"from": "guest", "to": "buyer"}], features__added=[], features__removed=[]),
    row("5.50", "`change` is `agreed` (plan.yaml says so)", AGREEING, DIFF, **{"roadmap.a.change": "agreed", "roadmap.b.change": "agreed"}),
    row("5.51", "where one side has no `plan.yaml`, the other's counts for both", ONE_SIDE, DIFF, roadmap=[]),
    row("5.52", "where neither has, the plan found for the older … counts as agreed for both", NO_PLAN, DIFF, roadmap=[]),
    row("5.53", "and a line says that `pm roadmap` finds its own until `pm accept`", NO_PLAN, "diff v1..v2", out=has("pm accept")),
    row("5.54", "a change that breaks nothing moves nothing", versions("a 9 10\nb 5 10", "a 9 9\nb 5 10"), DIFF, roadmap=[]),
    row("5.55", "`forced`", (agreed("a 9 6\nb 5 4", "a b"), agreed("a 9 6\nb 5 6", "a b")), DIFF, roadmap__b__before="2026-Q4", roadmap__b__after="2027-Q1", roadmap__b__change="forced"),
    row("5.56", "`left-out`", (agreed("a 9 6", "a"), agreed("a 9 6 status: parked", "a")), DIFF, roadmap__a__after=None, roadmap__a__change="left-out"),
    row("5.57", "`new`", (agreed("a 9 6", "a"), agreed("a 9 6\nb 1 1", "a")), DIFF, roadmap__b__before=None, roadmap__b__change="new"),
    row("5.58", "no workspace answers nothing", (("README.md", "x\n"),), RANK, code=2, out="", err=bool),
    row("5.59", "null agreement keys", having(backlog("a 9 6", PLANNING), ("plan.yaml", "periods: {2026-Q4: [a]}\n")), ROADMAP, agreed={"on": None, "by": None, "because": None}),
    row("5.60", "an unknown period", SMALL, ROADMAP, placements__nobody=ABSENT),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_json(sentence: Row) -> None:
    prove(sentence)


@for_each(
    "pair",
    (
        CHANGED,
        AGREEING,
        versions("a 9 3\nb 5 3 depends_on: [c]\nc 1 2\nd 2 2", "a 2 3\nb 5 1 depends_on: [c]\nc 1 4\nd 4 2"),
    ),
)
def test_5_44_there_and_back_mirror(pair: tuple[Files, ...]) -> None:
    """5.44: A..B and B..A have the same movements, and their causes the same shares, the other way."""
    there, back = ask(pair, DIFF), ask(pair, BACKWARD)
    assert _shares(there, 1) == _shares(back, -1)
    moves = {one["id"]: (one["before"], one["after"]) for one in there.document["roadmap"]}
    assert moves == {one["id"]: (one["after"], one["before"]) for one in back.document["roadmap"]}


def _shares(answer: Answer, way: int) -> dict[str, tuple[Any, ...]]:
    """By feature its two ranks and the sorted shares of their causes, seen from one side."""
    return {
        one["id"]: (*(one["before"], one["after"])[::way], sorted(round(way * cause["shift"], 9) for cause in one["causes"]))
        for one in json.loads(answer.out)["ranks"]
    }  # fmt: skip

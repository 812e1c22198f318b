"""Command lines: every command, its options with values of their kind, and with hostile ones."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from pmcli.cli.app import BY_NAME, COMMANDS, _loaded
from pmcli.cli.options import SHARED
from tests.fuzz.case import Case, Commit, Line
from tests.fuzz.kinds.files import assignment, features, some, soothed, workspace
from tests.fuzz.kinds.texts import value

_ELSEWHERE = frozenset(
    (
        "--workers",
        "--cluster",
        "--serve",
        "--edit",
        "--optimal",
        "--cluster",
        "--install",
        "--no-open",
        "--port",
    )
)
"""Options that start programs, wait for people, or reach other machines: they have tests of their own."""
_BY_OPTION = {
    "model": ("rice", "moscow", "kano", "wsjf", "ice", "cd3", "weighted", "opportunity", "value_effort", "growth"),
    "scenario": ("lean-web", "no-sso", "cards-twice", "lean"), "audience": ("board", "customers", "team", "leadership", "picked"),
    "to": ("accountkey", "segmentkey", "fabrikam", "enterprise", "board", "customers"), "by": ("ada", "jonas"), "who": ("ada",),
    "columns": ("title,score", "+effort", "why", "id", "+id,+team", "rank,rank", ","), "columns_": ("Name=title", "Size=effort:days"),
    "called": ("other",), "sheet": ("Sheet1",), "save": ("mine",), "between": ("pm:rank", "x"),
}  # fmt: skip
"""Values by the name of the option, where that says more than what stands for its value in help."""
_VALUES = {
    "NAME": ("rice", "moscow", "kano", "lean", "board", "customers", "team", "leadership", "ada", "spreadsheet", "jira"),
    "N": ("1", "3", "60", "100", "80", "0"), "CONDITION": (
        "status=planned", "effort<5", "title~e", "owner=", "score>1", "rank<=2", "ready=yes", "x-a=1", "deadline<2027-01-01", "team=web",
        "status=planned and effort>1", "tag!=a,b", "effort=", "period=2026-Q4", 'title~"a, b"', "nps>3", "launch>=2026-10-01",
    ), "A,B,...": ("title,score", "+effort", "why", "id", "+id,+team", "rank,rank", ","), "A,B,...|all": ("all", "rice,wsjf", "rice"),
    "SECONDS": ("1",), "ACCOUNT": ("acme", "fabrikam", "accountkey"), "REASON": ("because it is so", "x"), "TEXT": ("because", ""),
    "DATE": ("2026-11-30", "2027-06-30", "9999-12-31", "0001-01-01"), "DATE|now": ("2026-11-30", "now", "2027-12-31"),
    "DATE|PERIOD": ("2027-06-30", "2027-Q1"), "PERIOD": ("2026-Q4", "2027-Q1"), "ODDS": ("80%", "0.5"), "SHARE": ("30%", "0", "100%"),
    "REV|DATE": ("HEAD", "2026-01-01"), "SPAN|REV|DATE": ("1w", "HEAD", "2026-11-01"), "REV": ("HEAD", "v1"), "TEAM=N": ("web=3", "data=0", "teamalpha=2"),
    "ID=xN": ("a=x2", "sso=x0.5"), "FIELD=VALUE": (), "GATE": ("rank>3", "forced", "value<-5%", "late"), "CODES": ("PM5", "PM104,PM301", "ALL"),
    "FILE": ("-", "-", "out.md", "out.json", "out/x.html", "features/all.yaml", "pm.yaml", "-", "../x.md", ".x.md", "x.csv", "x.svg"),
    "DIR": (".", "features", "..", "nowhere"), "TIME": ("9w", "3d"), "KIND": ("ai", "data"), "DIFFERENCE": ("0.015", "rel 5%"), "TEAM": ("web", "data"),
    "AUDIENCE": ("customers", "board", "team"), '"COLUMN=FIELD"': ("Name=title", "Size=effort:days", "Votes=x-votes", "X="), "PLACE": ("features", "features/all.yaml", "x/"),
    "VERDICT": ("pin", "first", "before", "park", "decline", "accept"), "TITLE": ("A new thing", "sso"), "NEW": ("new-name", "b"), "CODE": ("PM104", "PM501", "PM1"),
    "VIEW": ("roadmap", "rank", "graph", "brief", "review", "backlog", "research", "experiment", "case-study", "declined"), "[VIEW]": ("roadmap", "rank", "graph", "brief", "review", "backlog", "research", "experiment", "case-study", "declined"),
    "[A[..B]]": ("HEAD", "HEAD..HEAD"), "[DAY]…": ("monday", "friday"), "FILE[=FILE]": ("json",), "LANG": ("en",),
}  # fmt: skip


@cache
def _parameters(name: str) -> list[Any]:
    return [
        one
        for one in _loaded(BY_NAME[name]).params
        if not _ELSEWHERE & {*one.opts} and one.name not in ("help", "no_pager")
    ]


def line(chance: Random, names: list[str], command: str | None = None) -> Line:
    """A command with some of its options, in any order, with values that are mostly of their kind."""
    command = command or chance.choice(COMMANDS).name
    words, behind = [], []
    for one in _parameters(command):
        if one.param_type_name == "argument":
            if one.required or chance.random() < 0.6:
                many = chance.choice((1, 1, 2)) if one.nargs == -1 else 1
                behind += [_value(one, chance, names) for _ in range(many)]
        elif chance.random() < _likely(one.name, len(_parameters(command))):
            option = chance.choice(one.opts)
            words += [option] if one.is_flag else [option, _value(one, chance, names)]
    if command == "view":
        words += ["-o", "page.html"]
    if command in ("sure", "odds", "worth") and "--futures" not in words:
        words += ["--futures", "100"]
    line = [*words, *behind] if chance.random() < 0.5 else [*behind, *words]
    if chance.random() < 0.03:
        line.insert(chance.randrange(len(line) + 1), value(chance).replace("\0", ""))
    return (command, *line)


def _likely(name: str, many: int) -> float:
    """How likely an option is given: of those that all commands have, rarely."""
    if name in ("because", "yes", "dry_run"):
        return 0.7
    return min(0.04 if name in SHARED else 0.3, 2.5 / many)


def _value(one: Any, chance: Random, names: list[str]) -> str:
    metavar = str(one.metavar or "NAME")
    if one.name in _BY_OPTION and "|" not in metavar and chance.random() < 0.9:
        return chance.choice(_BY_OPTION[one.name])
    if chance.random() < 0.06:
        return value(chance).replace("\0", "")
    if "FIELD=VALUE" in metavar:
        word = assignment(chance).replace("\0", "")
        return chance.choice(names) if "ID" in metavar and chance.random() < 0.5 else word
    plain = metavar.strip("[]").removesuffix("...").strip()
    if plain.startswith("ID") or plain in ("PERIOD|ID", "ID [ID]"):
        return chance.choice(names)
    if some := _VALUES.get(metavar) or _VALUES.get(plain):
        return chance.choice(some)
    if "|" in metavar:
        return chance.choice(metavar.replace("[=FILE]", "").split("|"))
    return chance.choice(names)


def case(chance: Random) -> Case:
    """A good workspace, and a few command lines of any kind."""
    files = soothed(some(chance)) if chance.random() < 0.7 else workspace(chance)
    names = features(files) or ["a"]
    lines = tuple(line(chance, names) for _ in range(chance.choice((1, 2, 3))))
    commits = (Commit((), files), Commit((0,), workspace(chance))) if chance.random() < 0.1 else ()
    given = chance.choice(("", "Title,Effort\nA,3\nB,5\n", "- [ ] One\n- [x] Two\n", "id: a\ntitle: A\n"))
    return Case("commands", files, lines, given=given, commits=commits)

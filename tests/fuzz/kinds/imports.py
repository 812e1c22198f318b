"""Sources from elsewhere: the samples of every importer, made worse, brought into a small workspace."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz.case import Case
from tests.fuzz.kinds.texts import mutated, value

_DATA = Path(__file__).parents[2] / "data"
_MOST = 12_000
_WORKSPACES = (
    {"pm.yaml": "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\neffort_unit: points\n"},
    {"pm.yaml": "product: Shop\n"},
    {
        "pm.yaml": "pm: 1\nproduct: Shop\nteams: {web: {capacity: 9}}\nsizes: {S: 1..2, M: 2..4}\ncalendar: {start: 2026-Q4}\nfields: {votes: number}\n",
        "features/login.yaml": "title: Login\neffort: 3\nteam: web\n", "features/audit-log.yaml": "title: Audit log\n",
    },
)  # fmt: skip


@cache
def samples() -> tuple[tuple[str, dict[str, str]], ...]:
    """Every sample, as what is named on the command line and the files by path."""
    found: list[tuple[str, dict[str, str]]] = []
    for path in sorted(
        (
            *(_DATA / "importers").iterdir(),
            *(_DATA / "importers").glob("[gtw]*/*"),
            *(_DATA / "exports").iterdir(),
        )
    ):
        if path.name.endswith(("expected.json", "README.md")) or path.name in ("github", "text"):
            continue
        files = (
            {
                f"in/{one.relative_to(path.parent).as_posix()}": _text(one)
                for one in sorted(path.rglob("*"))
                if _is_small(one)
            }
            if path.is_dir()
            else {f"in/{path.name}": _text(path)}
        )
        files = {name: text for name, text in files.items() if "expected" not in name}
        if files and sum(map(len, files.values())) < 5 * _MOST:
            found.append((f"in/{path.name}", files))
            found += [(one, {one: text}) for one, text in files.items() if path.is_dir()][:3]
    return tuple(found)


def _is_small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size < _MOST


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def case(chance: Random) -> Case:
    """A sample with a few of its lines or cells changed, brought in, and again."""
    name, files = chance.choice(samples())
    files = dict(files)
    _, others = chance.choice(samples())
    for _ in range(chance.choice((0, 1, 1, 2, 4, 8))):
        path = chance.choice([*files])
        way = _cell if chance.random() < 0.4 else mutated
        files[path] = way(files[path], chance, others[chance.choice([*others])])
    line = ["import", name, "--yes"]
    for option, values in (
        ("--ids", ("key", "title")),
        ("--duplicates", ("link", "keep")),
        ("--as", ("other",)),
        ("--into", ("features/all.yaml", "features")),
    ):
        if chance.random() < 0.15:
            line += [option, chance.choice(values)]
    line += [
        flag
        for flag in ("--new-teams", "--new-accounts", "--new-sizes", "--all", "--theirs")
        if chance.random() < 0.12
    ]
    lines = (tuple(line), ("check", "--format", "json"), ("rank", "--partial"))
    return Case("imports", {**chance.choice(_WORKSPACES), **files}, lines, ("once",))


def _cell(text: str, chance: Random, _: str) -> str:
    """One cell of a table, or one text of a JSON, is another value or another cell."""
    for mark in (chance.choice((",", "\t", ";", "|", '"')),):
        cells = text.split(mark)
        if len(cells) > 2:
            at = chance.randrange(len(cells))
            cells[at] = chance.choice((value(chance), chance.choice(cells), "", cells[at] * 2))
        text = mark.join(cells)
    return text

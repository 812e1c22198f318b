"""Repositories: random histories with edits, renames, splits and merges, asked about, some of them harmed."""

from __future__ import annotations

from random import Random

from tests.fuzz.case import Case, Commit
from tests.fuzz.kinds import schema_values
from tests.fuzz.kinds.files import ids, soothed, workspace, written
from tests.fuzz.kinds.texts import mutated

_REVISIONS = ("HEAD", "HEAD", "HEAD~1", "v1", "b0", "b1", "main", "2026-06-01", "HEAD^2", "b2")
_NONE = (
    "nowhere",
    "@{1 day ago}",
    "HEAD:pm.yaml",
    "--all",
    "v1..",
    "",
    "0" * 40,
    "HEAD^{tree}",
    "v1^{}",
    "-x",
    "\u202e",
)


def case(chance: Random) -> Case:
    """A history of a few commits, and questions about the past."""
    trees = [workspace(chance)]
    commits = [Commit((), trees[0])]
    for at in range(1, chance.randint(2, 7)):
        parents = tuple(
            chance.sample(range(max(0, at - 3), at), chance.choice((1, 1, 1, 2)) if at > 1 else 1)
        )
        trees.append(_changed(dict(trees[parents[0]]), chance))
        commits.append(Commit(parents, trees[-1]))
    files = _changed(dict(trees[-1]), chance) if chance.random() < 0.3 else dict(trees[-1])
    names = [*ids(trees[-1]), *ids(trees[0])]
    lines = tuple(_line(chance, names) for _ in range(chance.choice((1, 2))))
    harm = (
        ((chance.choice(("gone", "junk", "empty")), chance.randrange(99)),) if chance.random() < 0.25 else ()
    )
    return Case("repositories", files, lines, commits=tuple(commits), harm=harm)


def _line(chance: Random, names: list[str]) -> tuple[str, ...]:
    a, b = (chance.choice(_REVISIONS if chance.random() < 0.9 else _NONE) for _ in range(2))
    name = chance.choice(names)
    form = chance.choice((("--format", "json"), ("--format", "json"), ()))
    return chance.choice((
        ("diff", *form), ("diff", a, *form), ("diff", f"{a}..{b}", *form), ("diff", f"{a}..{b}", "--all"), ("diff", a, "--format", "github"), ("history", *form), ("history", name, *form),
        ("rank", "--rev", a, "--partial", *form), ("roadmap", "--rev", a, "--partial", *form), ("check", "--rev", a, *form),
        ("show", name, "--rev", a, *form), ("export", "roadmap", "--since", a), ("export", "review", "--since", a), ("week", "--since", a, *form),
        ("explain", name, "--rev", a, *form), ("learn", *form), ("list", "--rev", a, "--partial", *form), ("diff", a, "--fail-if", "unagreed-move"), ("odds", "--futures", "100", "--since", a, "--partial"),
    ))  # fmt: skip


def _changed(files: dict[str, str], chance: Random) -> dict[str, str]:
    """A tree after a commit: values edited, a file renamed, a list split up, a feature gone or new."""
    files = soothed(files) if chance.random() < 0.5 else files
    for _ in range(chance.choice((1, 1, 2))):
        path = chance.choice([*files])
        match chance.choice(("edit", "edit", "edit", "break", "move", "gone", "new", "settings", "empty")):
            case "edit" | "break":
                files[path] = mutated(files[path], chance, chance.choice([*files.values()]))
            case "move" if path != "pm.yaml":
                files[path.replace(".", chance.choice(("2.", "-new.", "/x.")))] = files.pop(path)
            case "gone" if len(files) > 1 and chance.random() < 0.7:
                del files[path]
            case "new":
                name = chance.choice(schema_values.IDS)
                files[f"features/{name}.yaml"] = written(schema_values.feature(chance, name), chance)
            case "settings":
                files["pm.yaml"] = written(schema_values.settings(chance), chance)
            case _:
                pass
    return files

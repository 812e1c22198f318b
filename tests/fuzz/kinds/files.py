"""Files: made as their schemas have them, or taken from examples, then made worse in a few places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from pmcli.checks import check
from pmcli.model.workspace import EXPORTS
from pmcli.workspace.loading import load
from tests.fuzz.case import Case, Line
from tests.fuzz.kinds import schema_values
from tests.fuzz.kinds.texts import mutated, value
from tests.sharing import samples

_ROOT = Path(__file__).parents[3]
_LINES: tuple[Line, ...] = (
    ("check", "--format", "json"), ("check", "--format", "json", "--extend-select", "ALL"), ("check", "--all"), ("check", "--fix", "--diff"),
    ("rank", "--format", "json", "--partial"), ("rank", "--models", "all", "--partial"), ("roadmap", "--format", "json", "--partial"),
    ("list", "--format", "json", "--partial"), ("ready", "--format", "json", "--partial"), ("graph", "--format", "json", "--partial"),
    ("demand", "--format", "json", "--partial"), ("decisions", "--all", "--format", "json", "--partial"),
    ("ratings", "--format", "json", "--partial"), ("launch", "--format", "json", "--partial"), ("launch", "--partial"),
    ("experiment", "--format", "json", "--partial"), ("experiment",), ("learn", "--format", "json"), ("learn",), ("week", "--format", "json"),
    ("week", "friday"), ("plot", "value-effort", "--format", "json", "--partial"), ("plot", "capacity"), ("export", "roadmap", "--format", "html", "--partial"),
    ("export", "rank", "--partial"), ("export", "review"), ("export", "backlog", "--format", "json"), ("export", "backlog", "--format", "csv"),
    ("export", "declined", "--format", "json"), ("export", "graph", "--format", "svg"), ("export", "research", "--format", "html"),
    ("export", "roadmap", "--audience", "customers"), ("export", "roadmap", "--format", "svg"), ("what-if",), ("what-if", "--drop", "a"), ("fmt", "--diff"), ("fmt", "--check"),
    ("rank", "--partial"), ("roadmap", "--partial"), ("list", "--width", "60"), ("sure", "--futures", "100", "--partial"),
    ("odds", "--futures", "100", "--partial"), ("worth", "--futures", "100", "--partial"), ("export", "--dry-run"), ("accept", "--because", "x", "--by", "y", "--dry-run"),
    ("show", "a", "--format", "json"), ("explain", "a"), ("why-not", "a"), ("show", "sso"), ("export", "brief", "a", "--format", "html"),
)  # fmt: skip
_AUDIENCES: tuple[Line, ...] = tuple(
    ("export", view, "--format", format_, "--audience", reader, "--partial")
    for view, forms in EXPORTS.items() for format_ in forms for reader in ("board", "customers", "leadership")
    if view not in ("brief", "case-study") and format_ != "xlsx"
)  # fmt: skip
_ROUNDS = 5
_CLOCK = date(2026, 11, 23)
_LAWS = ("fmt", "fix", "set", "order", "plan", "out")


@cache
def bases() -> tuple[Mapping[str, str], ...]:
    """Workspaces that are known to be good, by path."""
    folders = (
        "examples/minimal",
        "tests/data/clinic",
        "tests/data/learning",
        "tests/data/experiments",
        "examples/northwind",
        "examples/broken",
    )
    canaries = {
        "pm.yaml": samples.WORKSPACE, "features/all.yaml": samples.FEATURES, "plan.yaml": samples.AGREED, "ratings/rater.yaml": samples.RATED,
    }  # fmt: skip
    return (canaries, *map(_read, folders))


def _read(folder: str) -> dict[str, str]:
    root = _ROOT / folder
    found = sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".md") and path.is_file())
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if path.stem.islower()
    }


def workspace(chance: Random) -> dict[str, str]:
    """The files of a workspace, most of them sound: half made from the schemas, half taken from an example."""
    made = _made(chance) if chance.random() < 0.5 else some(chance)
    return soothed(made) if chance.random() < 0.85 else made


def some(chance: Random) -> dict[str, str]:
    """An example, or some of the features of a large one."""
    base = dict(chance.choice(bases()))
    features = [path for path in base if path.startswith("features/")]
    for path in chance.sample(features, max(0, len(features) - chance.randint(3, 9))):
        del base[path]
    return base


def soothed(files: dict[str, str]) -> dict[str, str]:
    """The files without the lines that `pm check` finds errors in; what they lead to is taken out too, mostly."""
    for _ in range(_ROUNDS):
        if "pm.yaml" not in files:
            return files
        try:
            backlog, loaded = load(_bytes(files), clock=_CLOCK)
            faults = [fault.location for fault in check(backlog, loaded) if fault.severity == "error"]
        except Exception:
            return files
        if not faults:
            return files
        gone = {(fault.path, fault.line) for fault in faults if fault.path in files}
        for path in {path for path, _ in gone}:
            lines = files[path].splitlines(keepends=True)
            files[path] = "".join(line for at, line in enumerate(lines, 1) if (path, at) not in gone)
    return files


def _made(chance: Random) -> dict[str, str]:
    names = [*schema_values.IDS[: chance.randint(1, 8)], schema_values.PARENT]
    features = [schema_values.feature(chance, name) for name in names]
    files = {"pm.yaml": written(schema_values.settings(chance), chance)}
    if chance.random() < 0.5:
        files["features/all.yaml"] = written(features, chance)
    else:
        files.update({f"features/{one['id']}.yaml": written(one, chance) for one in features})
    if chance.random() < 0.2:
        files["plan.yaml"] = written(schema_values.of("plan", chance), chance)
    if chance.random() < 0.2:
        files["ratings/ada.yaml"] = written(
            {**_map(schema_values.of("ratings", chance)), "rater": "ada"}, chance
        )
    return files


def _map(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def written(data: Any, chance: Random) -> str:
    """The data as YAML: in flow on a few lines, or in blocks."""
    if chance.random() < 0.2 or not isinstance(data, (dict, list)):
        return json.dumps(data, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1))) + "\n"
    return _block(data, chance, 0)


def _block(data: Any, chance: Random, depth: int) -> str:
    indent = "  " * depth
    lines = []
    if isinstance(data, list):
        for one in data:
            inner = _block(one, chance, depth + 1) if isinstance(one, (dict, list)) and one else ""
            lines.append(f"{indent}- {inner.lstrip()}" if inner else f"{indent}- {_flow(one)}\n")
    else:
        for key, one in data.items():
            is_block = isinstance(one, (dict, list)) and one and depth < 3 and chance.random() < 0.3
            told = f"\n{_block(one, chance, depth + 1)}" if is_block else f" {_flow(one)}\n"
            lines.append(f"{indent}{key}:{told}")
    return "".join(lines)


def _flow(data: Any) -> str:
    """On one line; a text plain where it looks harmless, and where it is there to do harm."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    if isinstance(data, bool) or data is None:
        return json.dumps(data)
    text = str(data)
    return (
        text
        if text.replace(" ", "").isalnum() or not text.isascii() or text[:1] in "&*!"
        else json.dumps(text)
        if text[:1] not in "0123456789"
        else text
    )


def worse(files: dict[str, str], chance: Random) -> dict[str, str]:
    """The files with some things in them changed; often with none."""
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        path = chance.choice([*files])
        files[path] = mutated(files[path], chance, files[chance.choice([*files])])
    if chance.random() < 0.04:
        path = chance.choice([*files])
        files[
            chance.choice(
                (
                    "features/größe.yaml",
                    "features/a b.md",
                    "features/x\ny.yaml",
                    "features/SSO.yaml",
                    "features/sub/a.yml",
                    "plan.yaml",
                )
            )
        ] = files[path]
    return files


def assignment(chance: Random) -> str:
    """A word of `pm set`."""
    made = schema_values.feature(chance, "a")
    field = chance.choice([key for key in made if key != "id"])
    text = chance.choice((value(chance), _flow(made[field]), _flow(made[field])))
    return f"{field}{chance.choice(('=', '=', '=', '+=', '-='))}{text}"


def features(files: Mapping[str, str]) -> list[str]:
    """The features that there are."""
    if "pm.yaml" not in files:
        return []
    return [*load(_bytes(files), clock=_CLOCK)[0].features]


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}


def ids(files: Mapping[str, str]) -> list[str]:
    """Names that features may have in these files."""
    found = [name for text in files.values() for name in re.findall(r"\bid: ([\w.-]+)", text)]
    stems = [path.rpartition("/")[2].rpartition(".")[0] for path in files if path.startswith("features/")]
    return [*found, *stems, "a"]


def case(chance: Random) -> Case:
    """A workspace, looked at and edited in some ways."""
    files = worse(workspace(chance), chance)
    names = ids(files)
    lines = [
        chance.choice(_LINES if chance.random() < 0.8 else _AUDIENCES)
        for _ in range(chance.choice((1, 2, 3)))
    ]
    laws = chance.sample(_LAWS, chance.choice((0, 1, 1, 2)))
    if "set" in laws:
        lines.append(("set", chance.choice(names), assignment(chance)))
    named = [tuple(chance.choice(names) if word in ("a", "sso") else word for word in line) for line in lines]
    return Case("files", files, tuple(named), tuple(laws))

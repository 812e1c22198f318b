"""What stands at a place of a file: the key, and what a text there is the name of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pmcli.checks import CODES
from pmcli.model.backlog import WORKSPACE_FILE, Keys, Origin, Part
from pmcli.model.diagnostic import Location
from pmcli.model.special_files import PLAN_FILE, is_ratings_file
from pmcli.model.team import RESERVED_NAMES
from pmcli.serving.lsp.desk import Standing
from pmcli.yaml.read.scalars import Scalar, scalars

Kind = Literal[
    "feature", "team", "outcome", "problem", "segment", "account", "release", "criterion", "model", "rule",
    "experiment", "theme",
]  # fmt: skip
Table = Mapping[str, tuple[Kind, Part]]
"""By the keys that lead there, "*" for a number or any name: what is named, and by the key or the value."""
_OF_FEATURE: Final[Table] = {
    "id": ("feature", "value"), "title": ("feature", "value"), "parent": ("feature", "value"),
    "depends_on.*": ("feature", "value"), "depends_on.*.id": ("feature", "value"),
    "conflicts_with.*": ("feature", "value"), "decisions.*.feature": ("feature", "value"),
    "team": ("team", "value"), "effort.*": ("team", "key"), "remaining.*": ("team", "key"),
    "spent.*": ("team", "key"), "results.*.effort.*": ("team", "key"), "outcomes.*": ("outcome", "key"),
    "solves.*": ("problem", "value"), "segments.*": ("segment", "value"),
    "evidence.*.segment": ("segment", "value"), "evidence.*.experiment": ("experiment", "value"),
    "experiments.*.id": ("experiment", "value"), "requests.*.account": ("account", "value"),
    "release": ("release", "value"), "theme": ("theme", "value"), "weighted.*": ("criterion", "key"),
}  # fmt: skip
_OF_PLAN: Final[Table] = {"periods.*.*": ("feature", "value")}
_OF_RATINGS: Final[Table] = {
    "features.*": ("feature", "key"), "features.*.effort.*": ("team", "key"),
    "features.*.weighted.*": ("criterion", "key"),
}  # fmt: skip
DEFINED: Final[Mapping[Kind, Keys]] = {
    "team": ("teams",), "outcome": ("strategy", "outcomes"), "problem": ("problems",),
    "segment": ("segments",), "account": ("accounts",), "release": ("releases",),
    "criterion": ("scoring", "weighted", "criteria"), "model": ("scoring", "models"),
}  # fmt: skip
"""Where pm.yaml has the things of a kind, each under its name."""
_OF_WORKSPACE: Final[Table] = {
    **{".".join((*map(str, keys), "*")): (kind, "key") for kind, keys in DEFINED.items()},
    "accounts.*.segment": ("segment", "value"), "problems.*.segments.*": ("segment", "value"),
    "problems.*.evidence.*.segment": ("segment", "value"), "scoring.model": ("model", "value"),
    "problems.*.evidence.*.experiment": ("experiment", "value"),
    "checks.select.*": ("rule", "value"), "checks.ignore.*": ("rule", "value"),
    "checks.severity.*": ("rule", "key"), "checks.per_path.*.*": ("rule", "value"),
    "exports.*.feature": ("feature", "value"), "exports.*.problem": ("problem", "value"),
    "exports.*.experiment": ("experiment", "value"), "scenarios.*.capacity.*": ("team", "key"),
    "scenarios.*.people.*": ("team", "key"), "scenarios.*.add.*": ("team", "key"),
    "scenarios.*.drop.*": ("feature", "value"), "scenarios.*.effort.*": ("feature", "key"),
    "scenarios.*.effort.*.*": ("team", "key"), "scenarios.*.value.*": ("feature", "key"),
}  # fmt: skip
_ENDS: Final = frozenset(RESERVED_NAMES)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a text in a file names: the kind, the name, and where the text stands.

    `is_title` is where the text is the title of the feature, not its id.
    """

    kind: Kind
    name: str
    where: Location
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Pointed:
    """A scalar at a place: `keys` lead to it from the top of its feature, or of another file's map.

    `feature` is the feature in which it stands, None in another file. `named` is what it names, if anything.
    """

    path: str
    scalar: Scalar
    keys: Keys
    feature: str | None
    named: Named | None


def table_of(path: str) -> Table:
    """What the keys of a file of this path name."""
    if path == WORKSPACE_FILE:
        return _OF_WORKSPACE
    if path == PLAN_FILE:
        return _OF_PLAN
    return _OF_RATINGS if is_ratings_file(path) else _OF_FEATURE


def named_at(path: str, keys: Keys, part: Part) -> Kind | None:
    """The kind of thing that a key or a value in a file names; None where it names none."""
    if part == "key" and keys and keys[-1] in _ENDS:
        return None
    steps = tuple("*" if isinstance(key, int) else key for key in keys)
    for pattern, (kind, named_by) in table_of(path).items():
        if named_by == part and _fits(steps, pattern.split(".")):
            return kind
    return None


def _fits(steps: Sequence[str], pattern: Sequence[str]) -> bool:
    both = zip(steps, pattern, strict=False)
    return len(steps) == len(pattern) and all(wanted in ("*", step) for step, wanted in both)


def pointed(standing: Standing, path: str, line: int, column: int) -> Pointed | None:
    """What stands at a place of a file; where two things touch there, the one behind."""
    there = [each for each in _scalars(standing, path) if each.covers(line, column)]
    return _pointed(standing, path, there[-1]) if there else None


def everywhere(standing: Standing, name: str) -> Iterator[Pointed]:
    """The scalars of all files that name something of this name, by file and place."""
    wanted = name.encode("utf-8", "surrogatepass")
    for path in sorted(standing.texts):
        if wanted not in standing.texts[path]:
            continue
        for scalar in _scalars(standing, path):
            if scalar.text == name:
                here = _pointed(standing, path, scalar)
                if here.named is not None and not here.named.is_title:
                    yield here


def _scalars(standing: Standing, path: str) -> Iterator[Scalar]:
    return scalars(standing.texts[path], front_matter=path.endswith(".md"))


def _pointed(standing: Standing, path: str, scalar: Scalar) -> Pointed:
    keys, feature = scalar.keys, None
    if table_of(path) is _OF_FEATURE:
        inner = keys[:1] if keys and isinstance(keys[0], int) else ()
        keys = keys[len(inner) :]
        feature = _feature(standing, Origin(path, scalar.document, inner))
    kind = named_at(path, keys, scalar.part)
    if kind is None or (kind == "rule" and scalar.text not in CODES):
        return Pointed(path, scalar, keys, feature, None)
    is_title = keys == ("title",)
    name = (feature or "") if is_title else scalar.text
    named = Named(kind, name, _where(path, scalar), is_title) if name else None
    return Pointed(path, scalar, keys, feature, named)


def _feature(standing: Standing, origin: Origin) -> str | None:
    origins = standing.backlog.origins
    return next((name for name, other in origins.items() if other == origin), None)


def _where(path: str, scalar: Scalar) -> Location:
    span = scalar.span
    return Location(path, span.line, span.column, span.end_line, span.end_column)


# --- where things are defined ---


def definition(standing: Standing, named: Named) -> Location | None:
    """Where a thing is defined: the id of a feature, the name in pm.yaml; None where nothing defines it."""
    if named.kind == "feature":
        return feature_place(standing, named.name)
    if named.kind == "experiment":
        places = everywhere(standing, named.name)
        return next((each.named.where for each in places if each.named and _is_experiment(each)), None)
    if named.kind not in DEFINED:
        return None
    keys = (*DEFINED[named.kind], named.name)
    text = standing.texts.get(WORKSPACE_FILE, b"")
    found = (each for each in scalars(text) if each.keys == keys and each.part == "key")
    first = next(found, None)
    return _where(WORKSPACE_FILE, first) if first is not None else None


def _is_experiment(pointed: Pointed) -> bool:
    return pointed.keys[:1] == ("experiments",)


def feature_place(standing: Standing, name: str) -> Location | None:
    """Where a feature has its id, else the beginning of its map; None where there is none."""
    origin = standing.backlog.origins.get(name)
    if origin is None:
        return None
    for scalar in _scalars(standing, origin.path):
        is_here = scalar.document == origin.document and scalar.part == "value"
        if is_here and scalar.keys == (*origin.keys, "id"):
            return _where(origin.path, scalar)
    where = standing.backlog.places.find(origin, origin.keys, "value")
    return Location(where.path, where.line, where.column, where.line, where.column)

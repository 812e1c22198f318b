"""Rules about dependencies and parents: cycles, and waiting for what never comes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import drawn
from pmcli.ranking.parents import put_away_above
from pmcli.ranking.structure import Structure, contradictions
from pmcli.sequencing.graph import Graph


def _first_dependency(backlog: Backlog, feature: str, on: str) -> int | None:
    """The position in `depends_on` of the hard dependency of a feature on another."""
    for number, need in enumerate(backlog.features[feature].depends_on):
        if need.id == on and need.kind == "hard":
            return number
    return None


def cycles(backlog: Backlog) -> Iterator[Finding]:
    """Features that wait for one another, through dependencies and parents; each cycle once."""
    for cycle in Structure.of(backlog).cycles():
        if all(backlog.features[kid].parent == name for name, kid in pairwise((*cycle, cycle[0]))):
            continue  # a cycle of parents alone is reported as such
        ring = drawn(cycle)
        following = cycle[1] if len(cycle) > 1 else cycle[0]
        number = _first_dependency(backlog, cycle[0], following)
        if number is not None:
            keys: tuple[str | int, ...] = ("depends_on", number, "id")
        elif backlog.features[cycle[0]].parent is not None:
            keys = ("parent",)
        else:
            keys = ()
        yield Finding(
            cycle[0],
            keys,
            f"these wait for one another: {ring}",
            "drop one of the dependencies, or make it soft",
        )


def parent_cycles(backlog: Backlog) -> Iterator[Finding]:
    """Features that are parts of themselves."""
    parents = {name: feature.parent for name, feature in backlog.features.items()}
    arcs = [(name, parent) for name, parent in parents.items() if parent is not None and parent in parents]
    for cycle in Graph.of({name for arc in arcs for name in arc}, arcs).cycles():
        ring = drawn(cycle)
        yield Finding(
            cycle[0], ("parent",), f"these are parts of one another: {ring}", "drop one of the parents"
        )


def _on_status(backlog: Backlog, status: str) -> Iterator[tuple[str, int, str]]:
    if all(backlog.status(name) != status for name in backlog.features):
        return
    for feature in backlog.features.values():
        if not backlog.is_open(feature.id):
            continue
        for number, need in enumerate(feature.depends_on):
            if need.kind == "hard" and need.id in backlog.features and backlog.status(need.id) == status:
                yield feature.id, number, need.id


def on_declined(backlog: Backlog) -> Iterator[Finding]:
    """Open features that wait for one that is declined."""
    for feature, number, need in _on_status(backlog, "declined"):
        message = f'"{need}" is declined: "{feature}" can never start'
        yield Finding(
            feature, ("depends_on", number, "id"), message, f'decline "{feature}" too, or drop the dependency'
        )


def on_parked(backlog: Backlog) -> Iterator[Finding]:
    """Open features that wait for one that is parked."""
    for feature, number, need in _on_status(backlog, "parked"):
        message = f'"{need}" is parked: "{feature}" is ranked, but cannot be planned'
        yield Finding(
            feature, ("depends_on", number, "id"), message, f'take "{need}" up again, or drop the dependency'
        )


def parents_with_effort(backlog: Backlog) -> Iterator[Finding]:
    """Parents that carry effort of their own: the work is in the children."""
    for parent in backlog.children():
        for key in ("effort", "remaining"):
            if getattr(backlog.features[parent], key):
                message = f'"{parent}" has children: the effort is theirs, here it would count twice'
                yield Finding(parent, (key,), message, "move the effort to the children")


def parts_of_what_was_put_away(backlog: Backlog) -> Iterator[Finding]:
    """Open features whose parent is parked or declined."""
    for name in backlog.features:
        if backlog.is_open(name) and (above := put_away_above(backlog, name)):
            part = f'its part "{name}" is ranked, but cannot be planned'
            hint = f'take "{above}" up again, or give "{name}" another parent, or put it away too'
            yield Finding(name, ("parent",), f'"{above}" is {backlog.status(above)}: {part}', hint)


def contradicting_decisions(backlog: Backlog) -> Iterator[Finding]:
    """Decisions that cannot be kept together with a dependency or with each other."""
    for feature, number, message in contradictions(backlog):
        key = "period" if backlog.features[feature].decisions[number].verdict == "pin" else "feature"
        yield Finding(feature, ("decisions", number, key), message, "let one of the decisions end: until: …")


RULES = (
    Rule("PM201", "dependency-cycle", "error", "Features that wait for one another can never start.", cycles),
    Rule(
        "PM202",
        "declined-dependency",
        "error",
        "What waits for a declined feature never starts.",
        on_declined,
    ),
    Rule(
        "PM203",
        "parked-dependency",
        "warning",
        "What waits for a parked feature cannot be planned.",
        on_parked,
    ),
    Rule("PM204", "parent-cycle", "error", "A feature cannot be a part of itself.", parent_cycles),
    Rule(
        "PM205", "parent-effort", "error", "Effort of a parent would be counted twice.", parents_with_effort
    ),
    Rule(
        "PM206",
        "decision-conflict",
        "error",
        "Two decisions that cannot both be kept.",
        contradicting_decisions,
    ),
    Rule(
        "PM211",
        "part-of-put-away",
        "warning",
        "What is a part of something parked or declined cannot be planned.",
        parts_of_what_was_put_away,
    ),
)

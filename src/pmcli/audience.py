"""Who reads an export, and what of the backlog they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import Feature

if TYPE_CHECKING:
    from pmcli.workspace import Workspace

COMPUTED: Final = {
    "period": "when the roadmap delivers it",
    "rank": "its place in the ranking",
    "score": "its score, what it inherits and owes, and the method",
    "value": "what the plan is worth, and what decisions cost",
    "reasons": "why it stands where it stands",
    "confidence": "how sure we are: high, medium or low",
    "capacity": "how full the teams are",
    "strategy": "vision, users, problem and positioning of the product",
    "declined": "what is not done, and why",
    "changes": "what changed since a revision",
}
"""What may be shown beside the fields of a feature."""
_LEADERSHIP: Final = frozenset({
    "id", "title", "status", "type", "owner", "theme", "product", "parent", "release", "horizon", "problem",
    "solves", "solution", "segments", "outcomes", "effort", "remaining", "depends_on", "conflicts_with",
    "deadline", "target", "metrics", "risks", "questions", "launch", "positions", "decisions", "shipped",
    "results", "public", "period", "value", "confidence", "capacity", "strategy", "declined", "changes",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """A group of readers: `fields` are what they may see, None for everything.

    `where` says which features. One that `is_public` reads only what stands under `public`, and is told
    now, next and later instead of periods.
    """

    name: str
    title: str
    fields: frozenset[str] | None = None
    where: str | None = None
    is_public: bool = False

    @property
    def is_full(self) -> bool:
        """Whether nothing is kept from them."""
        return self.fields is None and not self.where

    def sees(self, *fields: str) -> bool:
        """Whether they may see all of these."""
        return self.fields is None or self.fields.issuperset(fields)


TEAM: Final = Reader("team", "those who build it: everything")
READERS: Final = (
    Reader(
        "leadership",
        "those who steer: outcomes, bets, dates, risks and decisions; no scores, requests or accounts",
        _LEADERSHIP,
    ),
    TEAM,
    Reader(
        "customers",
        "those who use it: only what stands under `public`, as now, next and later",
        frozenset({"title", "public"}),
        is_public=True,
    ),
)
"""The readers that every workspace has."""


def names(workspace: Workspace) -> tuple[str, ...]:
    """All readers that can be named."""
    return tuple(dict.fromkeys((*(one.name for one in READERS), *workspace.audiences)))


def find_reader(workspace: Workspace, name: str | None) -> Reader:
    """The reader of this name; one in pm.yaml stands before one of ours, None is the team.

    Raises:
        PmError: there is none, or it sees a field that there is not, or nothing to call a feature by.
    """
    if name is None:
        return TEAM
    if (own := workspace.audiences.get(name)) is not None:
        fields = frozenset(own.fields) if own.fields else None
        return _sound(Reader(name, f"{name}: of pm.yaml", fields, own.where), workspace)
    for one in READERS:
        if one.name == name:
            return one
    known = names(workspace)
    hint = did_you_mean(name, known) or f"audiences: {', '.join(known)}"
    raise PmError(f'there is no audience "{name}"', hint)


def _sound(reader: Reader, workspace: Workspace) -> Reader:
    known = {*Feature.model_fields, *COMPUTED, *workspace.fields}
    for field in sorted(reader.fields or ()):
        if field not in known:
            hint = did_you_mean(field, known) or "pm export --help lists what an audience may see"
            raise PmError(f'audience "{reader.name}": there is no field "{field}"', hint, exit_code=1)
    if reader.fields is not None and not reader.fields & {"id", "title", "public"}:
        raise PmError(
            f'audience "{reader.name}" sees nothing to call a feature by', "add title or id to its fields",
            exit_code=1,
        )  # fmt: skip
    return reader

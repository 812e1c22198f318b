"""Readers of exports: who they are, and what of the backlog they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY, FIELDS
from pmcli.model.naming import meant

if TYPE_CHECKING:
    from pmcli.model.workspace import Audience, Workspace

_ROLLED_UP: Final = ("effort_total", "effort_done", "effort_left")
COMPUTED: Final = {
    **{key: BY_KEY[key].about for key in ("period", "rank", "score", "value", "reasons", "confidence")},
    "capacity": "how full the teams are; only with effort, remaining and period",
    "strategy": "vision, users, problem and positioning of the product",
    "declined": "what is not done, and why",
    "changes": "what changed since a revision",
    **{key: BY_KEY[key].about for key in ("agreed", "change", "odds", "ratings", *_ROLLED_UP)},
    "agreement": "who agreed on the plan, when and why",
}
"""Keys that may be shown beside the fields of a feature, each with what it is."""
IN_REASONS: Final = frozenset({"capacity", *(field.key for field in FIELDS if field.in_reasons)})
"""Fields that reasons speak of: reasons are for those who may see all of them."""
NEEDS: Final = {
    "rank": ("rank",), "review": ("outcomes", "period", "decisions", "declined"), "declined": ("declined",),
    "graph": ("depends_on",), "research": ("solves", "evidence", "experiments"),
    "experiment": ("experiments",), "case-study": ("shipped", "results"),
}  # fmt: skip
"""The keys that a reader must see for a view to say anything: all of them."""
NEEDS_ONE: Final = {"roadmap": ("period", "horizon", "public")}
"""The keys of which a reader must see one for a view to say anything."""
IN_CAPACITY: Final = frozenset(field.key for field in FIELDS if field.in_capacity)
"""Fields that the load of a team is made of: it is for those who may see all of them."""
_LEADERSHIP: Final = frozenset({
    "capacity", "strategy", "declined", "changes", "agreement",
    *(field.key for field in FIELDS if field.for_leadership),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """A group of readers: `fields` are what they may see, None for everything.

    `where` says which features. One that `is_public` reads only what stands under `public`, with now,
    next and later instead of periods.
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
        """Whether they may see all of these, and what these are made of."""
        if self.fields is None:
            return True
        return self.fields.issuperset(fields) and all(
            self.fields >= _MADE_OF.get(field, _NOTHING) for field in fields
        )


IN_AGREED: Final = ("agreed", "change")
"""The keys that reasons of the agreed plan speak of."""
_MADE_OF: Final = {
    "reasons": IN_REASONS, "capacity": IN_CAPACITY, "odds": frozenset({"period"}),
    **dict.fromkeys(_ROLLED_UP, frozenset(("effort", "remaining", "parent", "status", "shipped"))),
}  # fmt: skip
_NOTHING: Final = frozenset[str]()


def hidden_from(reader: Reader, view: str) -> str | None:
    """The key, or keys in words, that a reader lacks for a view to say anything; None where none is."""
    lacking = [need for need in NEEDS.get(view, ()) if not reader.sees(need)]
    some = NEEDS_ONE.get(view, ())
    if not lacking and some and not any(map(reader.sees, some)):
        return " or ".join(some[:2])
    return lacking[0] if lacking else None


TEAM: Final = Reader("team", "those who build it: everything")
OUTSIDERS: Final = "customers"
"""The audience of those who use it."""
READERS: Final = (
    Reader(
        "leadership",
        "those who steer: outcomes, bets, dates, risks and decisions; no scores, requests or accounts",
        _LEADERSHIP,
    ),
    TEAM,
    Reader(
        OUTSIDERS,
        "those who use it: only what stands under `public`, as now, next and later",
        frozenset({"title", "public"}),
        is_public=True,
    ),
)
"""The readers that every workspace has."""


def names(workspace: Workspace) -> tuple[str, ...]:
    """All readers that can be named."""
    return tuple(dict.fromkeys((*(reader.name for reader in READERS), *workspace.audiences)))


def find_reader(workspace: Workspace, name: str | None) -> Reader:
    """The reader of this name; one in pm.yaml stands before one of ours, None is the team.

    Raises:
        PmError: there is none, or it sees a field that there is not, or nothing to call a feature by.
    """
    if name is None:
        return TEAM
    known = names(workspace)
    if (reader := reader_of(workspace, meant(name, known))) is not None:
        return _checked(reader, workspace)
    hint = did_you_mean(name, known) or f"audiences: {', '.join(known)}"
    raise PmError(f'there is no audience "{name}"', hint)


def reader_of(workspace: Workspace, name: str) -> Reader | None:
    """The reader of this name, whether or not anything is wrong with it; None where there is none."""
    if (own := workspace.audiences.get(name)) is not None:
        return own_reader(name, own)
    return next((reader for reader in READERS if reader.name == name), None)


def own_reader(name: str, own: Audience) -> Reader:
    """A reader of pm.yaml; one with the name of one of ours is as careful as that where it says nothing."""
    usual = next((reader for reader in READERS if reader.name == name), TEAM)
    fields = frozenset(own.fields) if own.fields is not None else usual.fields
    return Reader(name, f"{name}: of pm.yaml", fields, own.where, usual.is_public)


@dataclass(frozen=True, slots=True)
class AudienceFault:
    """A mistake in an audience of pm.yaml; `field` is at fault, where a field is."""

    message: str
    hint: str
    field: str | None = None


def fault_of(reader: Reader, workspace: Workspace) -> AudienceFault | None:
    """The mistake in a reader of pm.yaml; None where there is none."""
    known = {*Feature.model_fields, *COMPUTED, *workspace.fields}
    for field in sorted(reader.fields or ()):
        if field.startswith("x-"):
            hint = "declare it under fields: in pm.yaml, without x-, to show it"
            return AudienceFault(
                f'audience "{reader.name}": "{field}" is a note, which no view shows', hint, field
            )
        if field not in known:
            hint = did_you_mean(field, known) or f"beside the fields of a feature: {', '.join(COMPUTED)}"
            return AudienceFault(f'audience "{reader.name}": there is no field "{field}"', hint, field)
    if reader.fields is not None and not reader.fields & {"id", "title", "public"}:
        return AudienceFault(
            f'audience "{reader.name}" sees nothing to call a feature by', "add title or id to its fields"
        )
    return None


def _checked(reader: Reader, workspace: Workspace) -> Reader:
    if (fault := fault_of(reader, workspace)) is not None:
        raise PmError(fault.message, fault.hint, exit_code=1)
    return reader

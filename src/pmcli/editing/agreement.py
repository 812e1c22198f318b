"""The plan that is shown written down as the agreed one: what changes by that, and plan.yaml with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pmcli.editing.change_set import ChangeSet, compared
from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.period import Period
from pmcli.model.reason import Reason, of_agreed
from pmcli.model.special_files import PLAN_FILE
from pmcli.planning.result import Placement, Roadmap
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml import edit
from pmcli.yaml.read import Value
from pmcli.yaml.read.value import is_null

Fate = Literal[
    "forced", "late", "early", "improved", "new", "left-out", "parked", "declined", "parent", "gone"
]
"""What becomes of a feature in plan.yaml: the words of FORMAT.md, and those of what is taken out."""
MENDED = frozenset(("PM108", "PM311", "PM312", "PM313"))
"""The faults in plan.yaml that a new agreement mends."""


@dataclass(frozen=True, slots=True)
class AgreedChange:
    """A feature that gets another place in plan.yaml, a first one, or none any more (`after` is None)."""

    id: str
    fate: Fate
    before: Period | None
    after: Period | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """The features by period as they are to stand in plan.yaml; what changes by that, and how many stay."""

    lists: Mapping[str, tuple[str, ...]]
    changes: tuple[AgreedChange, ...]
    stays: int

    def of(self, fate: Fate) -> tuple[AgreedChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.fate == fate)


def agreement_of(backlog: Backlog, roadmap: Roadmap) -> NewAgreement:
    """The agreement that a roadmap would be, beside the one that is in force.

    What stays in its period keeps its place in the list; what comes there follows in the order of the
    roadmap. What is shipped stays as it was promised, and so does what is agreed for after the last period
    planned.
    """
    now = backlog.agreement or Agreement()
    placements = _promised(backlog, roadmap)
    placed = {placement.id: placement.period for placement in placements}
    stays = {
        name: period for name, period in now.places.items()
        if placed.get(name, period) == period and (name in placed or _holds(name, backlog, roadmap))
    }  # fmt: skip
    lists: dict[Period, list[str]] = {}
    for name, period in stays.items():
        lists.setdefault(period, []).append(name)
    for placement in placements:
        if placement.id not in stays:
            lists.setdefault(placement.period, []).append(placement.id)
    changes = (*_moved(now, placements), *_taken_out(now, backlog, roadmap, stays))
    return NewAgreement(
        {str(period): tuple(names) for period, names in lists.items()}, changes,
        len(stays) - sum(change.before == change.after for change in changes),
    )  # fmt: skip


def _promised(backlog: Backlog, roadmap: Roadmap) -> tuple[Placement, ...]:
    """The placements that can be promised: a feature with children is done when they are."""
    parents = backlog.children()
    return tuple(placement for placement in roadmap.placements if placement.id not in parents)


def _holds(name: str, backlog: Backlog, roadmap: Roadmap) -> bool:
    """Whether a promise stays in plan.yaml though the feature is in no period of the roadmap."""
    if name not in backlog.features or backlog.children().get(name):
        return False
    if backlog.status(name) == "shipped":
        return True
    unplaced = next((item for item in roadmap.unplaced if item.id == name), None)
    return unplaced is not None and unplaced.is_agreed_later


def _moved(now: Agreement, placements: Sequence[Placement]) -> Iterator[AgreedChange]:
    """What the roadmap has in another period than plan.yaml, in its order."""
    for placement in placements:
        before = now.places.get(placement.id)
        if before == placement.period:
            continue
        fate: Fate = "new" if before is None else "forced"
        if placement.change is not None and placement.change != "kept" and before is not None:
            fate = placement.change
        elif placement.change == "improved":
            fate = "improved"
        yield AgreedChange(placement.id, fate, before, placement.period, of_agreed(placement.reasons))


def _taken_out(
    now: Agreement, backlog: Backlog, roadmap: Roadmap, stays: Mapping[str, Period]
) -> Iterator[AgreedChange]:  # fmt: skip
    """What plan.yaml has and the roadmap has not, in the order of the file."""
    placed = {placement.id for placement in _promised(backlog, roadmap)}
    reasons = {item.id: item.reasons for item in roadmap.unplaced}
    parents = backlog.children()
    for name, before in now.places.items():
        if name in stays or name in placed:
            continue
        fate: Fate = "left-out"
        if name not in backlog.features:
            fate = "gone"
        elif name in parents:
            fate = "parent"
        elif backlog.status(name) == "parked":
            fate = "parked"
        elif backlog.status(name) == "declined":
            fate = "declined"
        yield AgreedChange(name, fate, before, None, of_agreed(reasons.get(name, ())))


# --- written ---


def accepted(opened: OpenWorkspace, new: NewAgreement, agreed: Agreement) -> ChangeSet:
    """The workspace with the agreement in plan.yaml, comments and the order of what stays kept.

    Raises:
        PmError: plan.yaml is written in a way that cannot be edited.
    """
    words = {"on": agreed.on, "by": agreed.by, "because": agreed.because}
    said = {key: str(word) for key, word in words.items() if word is not None}
    try:
        text = _written(opened, new, said)
    except edit.CannotEdit as fault:
        raise _by_hand(fault.reason) from None
    pending = compared(opened, {**opened.texts, PLAN_FILE: text})
    result = pending.loaded.backlog.agreement
    places = {name: period for period, names in new.lists.items() for name in names}
    if result is None or {name: str(period) for name, period in result.places.items()} != places:
        raise _by_hand("it would then say something else")
    return pending


def _by_hand(reason: str) -> PmError:
    return PmError(f"{PLAN_FILE} cannot be edited: {reason}", f"edit {PLAN_FILE} by hand", exit_code=1)


def _written(opened: OpenWorkspace, new: NewAgreement, said: Mapping[str, str]) -> bytes:
    text = opened.texts.get(PLAN_FILE, b"")
    data = _data(opened)
    if data is None:
        return text + (b"\n" if text and not text.endswith(b"\n") else b"") + _fresh(new.lists, said)
    head = data.get("agreed")
    own = (
        {key: value for key, value in head.items() if key.startswith("x-")} if isinstance(head, dict) else {}
    )
    text = _with_lists(text, data.get("periods"), new.lists)
    return edit.put_value(text, PLAN_FILE, 0, ("agreed",), {**said, **own})


def _data(opened: OpenWorkspace) -> dict[str, Value] | None:
    """What plan.yaml says as it was read; None where there is no such file, or nothing in it."""
    if PLAN_FILE not in opened.texts:
        return None
    documents = opened.known.read(opened.texts[PLAN_FILE], PLAN_FILE)[0].documents
    data = documents[0].data if documents else None
    return data if isinstance(data, dict) else None


def _with_lists(text: bytes, periods: Value | None, lists: Mapping[str, tuple[str, ...]]) -> bytes:
    """plan.yaml with other lists: laid out anew with all comments; item by item where that cannot be."""
    keys = ("periods",)
    if not lists:
        return text if periods is None or is_null(periods) else edit.drop(text, PLAN_FILE, 0, keys)
    if isinstance(periods, dict) and periods:
        try:
            return edit.arrange(text, PLAN_FILE, 0, keys, lists)
        except edit.CannotEdit:
            kept = {key: lists[key] for key in periods if key in lists}
            lists = {**kept, **dict(sorted(lists.items()))}
    return edit.put_value(text, PLAN_FILE, 0, keys, {key: list(names) for key, names in lists.items()})


def _fresh(lists: Mapping[str, tuple[str, ...]], said: Mapping[str, str]) -> bytes:
    """A new plan.yaml: who agreed in one line, then every feature in a line of its own."""
    lines = ["periods:"] if lists else []
    for period in sorted(lists):
        lines += [f"  {period}:", *(f"    - {edit.scalar(name, flow=False)}" for name in lists[period])]
    return edit.compose({"agreed": dict(said)}) + "".join(f"{line}\n" for line in lines).encode()

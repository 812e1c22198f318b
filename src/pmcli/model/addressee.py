"""Whom a review is written to: a customer, a group of users, or an audience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pmcli.model.audience import names
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import alike

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pmcli.model.workspace import Workspace

Kind = Literal["account", "segment", "audience"]


@dataclass(frozen=True, slots=True)
class Addressee:
    """An account, a segment or an audience, by its id; `title` is its name for people."""

    kind: Kind
    id: str
    title: str


def find_addressee(workspace: Workspace, name: str) -> Addressee:
    """The addressee of this id, else of this title.

    Raises:
        PmError: there is none, or more than one.
    """
    every = addressees(workspace)
    by_id = [each for each in every if each.id in alike(name, [other.id for other in every])]
    found = by_id or [each for each in every if each.title in alike(name, [other.title for other in every])]
    if len(found) == 1:
        return found[0]
    if found:
        kinds = " and ".join(f"an {each.kind}" if each.kind[0] == "a" else f"a {each.kind}" for each in found)
        raise PmError(
            f'"{name}" is {kinds}', "give one of them another id, so that nobody reads what is not theirs"
        )
    known = [*(each.id for each in every), *(each.title for each in every)]
    hint = did_you_mean(name, known) or "accounts and segments are those of pm.yaml; pm demand lists accounts"
    raise PmError(f'there is no account, segment or audience "{name}"', hint)


def addressees(workspace: Workspace) -> list[Addressee]:
    """All that a review can be written to."""
    audiences: Mapping[str, None] = dict.fromkeys(names(workspace))
    return [
        *(Addressee("account", name, known.title or name) for name, known in workspace.accounts.items()),
        *(Addressee("segment", name, known.title or name) for name, known in workspace.segments.items()),
        *(Addressee("audience", name, name) for name in audiences),
    ]

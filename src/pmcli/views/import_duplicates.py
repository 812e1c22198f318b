"""The items of an import that may be features that are here: in the preview, and as questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pmcli.model.figure import counted
from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli.importing import Prepared
    from pmcli.importing.twice import Twice

MOST: Final = 30
"""So many are listed: each is to be looked at."""
DONE: Final = {"link": "linked", "merge": "merged into it", "keep": "both are kept", "": ""}
"""What becomes of an item, in the preview."""


def lines(prepared: Prepared) -> Iterator[str]:
    """A line for each item that may be another: what it is like, why, and what becomes of it."""
    order = {"link": 0, "merge": 1, "keep": 2, "": 3}
    for pair in sorted(prepared.twice, key=lambda one: (not one.is_undecided, order[one.verdict])):
        yield _line(pair)
    doubtful = [pair for pair in prepared.twice if not pair.verdict]
    if any(pair.is_undecided for pair in doubtful):
        yield "--duplicates link makes each pair of which pm is sure one feature, keep brings both"
    if any(not pair.is_undecided for pair in doubtful):
        yield "what is not sure comes in; pm triage then shows each beside the other, and merges with one key"


def _line(pair: Twice) -> str:
    name = pair.id if pair.verdict != "link" else _key(pair)
    said = [why(pair)]
    if pair.verdict or pair.is_undecided:
        said.append(DONE[pair.verdict] or "not decided")
    elif pair.is_here:
        said.append("comes in")
    return f'{name} "{pair.title}" is like {pair.other}{_other_title(pair)}: {"; ".join(said)}'.strip()


def _key(pair: Twice) -> str:
    """The key by which the source calls it, where that is not its title."""
    return "" if pair.key == pair.title else pair.key


def _other_title(pair: Twice) -> str:
    return "" if pair.other_title == pair.title else f' "{pair.other_title}"'


def why(pair: Twice) -> str:
    """The reason for which an item may be another."""
    if pair.shared:
        return f"both have {pair.shared}"
    nearly = "the same title" if pair.is_same else "nearly the same title"
    return nearly if pair.is_here else f"{nearly}, and both come in"


def summary(pairs: Sequence[Twice]) -> str:
    """The question about all items that surely are features that are here."""
    are = "is one that is" if len(pairs) == 1 else "are features that are"
    return f"{counted(len(pairs), 'item')} {are} here already, by title or key:"


def shown(pair: Twice) -> str:
    """An item beside what it may be, on a line."""
    name = f'{_key(pair)} "{pair.title}"'.strip()
    return visible(f"  {name} = {pair.other}{_other_title(pair)}: {why(pair)}")

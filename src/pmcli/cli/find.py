"""Features by ids, or parts of ids and titles, that somebody typed, and those left out of an answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pmcli.cli import streams
from pmcli.model.diagnostic import Guess, PmError, did_you_mean
from pmcli.model.lookup import LISTED, listed, matching, told
from pmcli.model.words import words
from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.cli.output import Output
    from pmcli.model.feature import Feature
    from pmcli.ranking import LeftOut


def left_out_text(left_out: Iterable[LeftOut]) -> str:
    """The features left out of a partial answer, each with the reason."""
    return "left out: " + ", ".join(f"{feature.id} ({words(feature.reason)})" for feature in left_out)


def find_feature(
    output: Output, backlog: Backlog, name: str, left_out: Iterable[LeftOut] | None = (), *,
    writes: bool = False, among: str = "",
) -> Feature:  # fmt: skip
    """The feature of this id, in any case of its letters, or the only one with these words in id or title.

    Somebody at a terminal is told which one that is, and asked where it may be several. Elsewhere what is
    written (`writes`), or read by machines, has whole ids: a part that is unique today is not tomorrow.
    `among` says of which features an error speaks, such as " for this audience".

    Raises:
        PmError: there is none, it is left out of a partial answer, or several may be meant.
    """
    if (feature := _of_id(backlog, name)) is not None:
        return feature
    reason = next((feature.reason for feature in left_out or () if feature.id == name), None)
    if reason is not None:
        raise PmError(f'"{name}" is left out: {words(reason)}', "pm check shows where", exit_code=1)
    none = f'there is no feature "{name}"{among}'
    if not backlog.features:
        raise PmError(f"{none}, for there are none yet")
    found = matching(name, backlog.features)
    if not found:
        raise PmError(none, did_you_mean(name, backlog.features) or "pm list has them all")
    is_seen = streams.is_terminal(sys.stdout)
    if (writes or output.format == "json") and not is_seen:
        raise PmError(none, Guess.of(listed(found) if len(found) == 1 else f"one of {listed(found)}"))
    if len(found) > 1:
        return _chosen(name, found)
    if is_seen:
        arrow = "→" if streams.has_unicode(sys.stderr, os.environ) else "->"
        streams.tell(visible(f"{name} {arrow} {found[0].id}: {found[0].title}") + "\n")
    return found[0]


def find_standing(
    output: Output, backlog: Backlog, name: str, left_out: Iterable[LeftOut] | None = ()
) -> Feature:
    """The feature that somebody means; of one merged into another that other, which they are told.

    Programs get the one that they named.

    Raises:
        PmError: as `find_feature`.
    """
    found = find_feature(output, backlog, name, left_out)
    into = backlog.features[backlog.stands_for(found.id)]
    if into is found or output.format == "json":
        return found
    output.notice(visible(f"{found.id} is merged into {into.id}: {into.title}") + "\n")
    return into


def tell_at_work(output: Output, backlog: Backlog, names: Iterable[str]) -> None:
    """Tells which of the features somebody is at work on, before they are put away."""
    working = [name for name in names if name in backlog.features and backlog.status(name) == "in-progress"]
    if working:
        are = "is" if len(working) == 1 else "are"
        output.notice(visible(f"{', '.join(working)} {are} in progress") + "\n")


def find_features(output: Output, backlog: Backlog, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of the features to be changed that are named, each once; those that cannot be read among them.

    Raises:
        PmError: one is not there, or several may be meant.
    """
    known = {**backlog.origins, **backlog.broken}
    found = (name if name in known else find_feature(output, backlog, name, writes=True).id for name in names)
    return tuple(dict.fromkeys(found))


def _of_id(backlog: Backlog, name: str) -> Feature | None:
    """The feature of an id; case does not count, for ids differ by more."""
    folded = name.casefold()
    same = (feature for feature in backlog.features.values() if feature.id.casefold() == folded)
    return backlog.features.get(name) or next(same, None)


def _chosen(name: str, found: Sequence[Feature]) -> Feature:
    """The one of several that somebody chooses.

    Raises:
        PmError: nobody does.
    """
    several = PmError(f'{len(found):,} features have "{name}" in id or title', listed(found))
    if not streams.is_somebody_there():
        raise several
    shown = {str(number): feature for number, feature in enumerate(found[:LISTED], 1)}
    lines = [f"{number:>2}  {told(feature)}" for number, feature in shown.items()]
    streams.tell("".join(f"{visible(line)}\n" for line in lines))
    if len(found) > LISTED:
        streams.tell(f"and {len(found) - LISTED:,} more\n")
    by_id = {feature.id: feature for feature in found}
    while answer := streams.ask(f"Which one? (1 to {len(shown)}, or an id; Enter: none) > ", by_id):
        if feature := shown.get(answer) or by_id.get(answer):
            return feature
    raise several

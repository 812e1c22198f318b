"""Features by the ids that somebody typed, and those left out of a partial answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.words import words

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking import LeftOut


def left_out_text(left_out: Iterable[LeftOut]) -> str:
    """The features left out of a partial answer, each with the reason."""
    return "left out: " + ", ".join(f"{feature.id} ({words(feature.reason)})" for feature in left_out)


def find_feature(backlog: Backlog, name: str, left_out: Iterable[LeftOut] | None = ()) -> Feature:
    """The feature of this id; case does not count where one id only is meant.

    Raises:
        PmError: there is none, or it is left out of a partial answer.
    """
    if name in backlog.features:
        return backlog.features[name]
    for feature in backlog.features.values():  # ids differ by more than case
        if feature.id.casefold() == name.casefold():
            return feature
    reason = next((feature.reason for feature in left_out or () if feature.id == name), None)
    if reason is not None:
        raise PmError(f'"{name}" is left out: {words(reason)}', "pm check shows where", exit_code=1)
    if not backlog.features:
        raise PmError(f'there is no feature "{name}", for there are none yet')
    raise PmError(
        f'there is no feature "{name}"', did_you_mean(name, backlog.features) or "pm list has them all"
    )

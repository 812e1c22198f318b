"""A feature by the id that somebody typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.words import words

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking import LeftOut


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
    for left in left_out or ():
        if left.id == name:
            raise PmError(f'"{name}" is left out: {words(left.reason)}', "pm check shows where", exit_code=1)
    if not backlog.features:
        raise PmError(f'there is no feature "{name}", for there are none yet')
    raise PmError(
        f'there is no feature "{name}"', did_you_mean(name, backlog.features) or "pm list has them all"
    )

"""A rule: a code, a name, a sentence about it, and one function from a backlog to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmcli.model.backlog import Backlog, Keys, Part
from pmcli.model.diagnostic import Severity

_OF_JUDGEMENT = ("PM3", "PM5", "PM6", "PM7", "PM8", "PM9")
"""The families whose errors leave a ranking true."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that mends a finding safely: the value at `keys` is dropped, replaced, renamed, put in order.

    `title` is an imperative for people ("drop the dependency"); `text` the new value or name, or the names of
    the keys in their order, parted by commas. "fill" adds keys, a line of `text` each, with the value open.
    """

    title: str
    do: Literal["drop", "put", "rename", "order", "fill"]
    keys: Keys
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a rule reports, before place, code and severity are put to it.

    `feature` is None for a finding in pm.yaml; `keys` lead to the value at fault; `inside` counts characters
    from the start of a text to the stretch at fault in it. `file` is another file that the keys are of.
    `severity` is another than the rule's.
    """

    feature: str | None
    keys: Keys
    message: str
    hint: str | None = None
    part: Part = "value"
    inside: tuple[int, int] | None = None
    repair: Repair | None = None
    file: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A check. `about` says in a sentence why it matters; its page says more: `pages/CODE.md`.

    `find` is None where loading, or the run of the checks itself, reports the fault. An `optional` rule is
    asked only where its code is selected in full; one that is asked `by_name` not even by ALL, for it needs
    an extra. What `is_untrue` makes answers untrue whatever its family.
    """

    code: str
    name: str
    severity: Severity
    about: str
    find: Callable[[Backlog], Iterator[Finding]] | None = None
    optional: bool = False
    by_name: bool = False
    is_untrue: bool = False

    @property
    def is_advice(self) -> bool:
        """Whether a ranking is none the less true: only `pm check` and `pm diff` ask such rules."""
        if self.is_untrue:
            return False
        return (self.find is not None and self.severity != "error") or self.code[:3] in _OF_JUDGEMENT

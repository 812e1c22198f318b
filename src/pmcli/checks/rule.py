"""What a check is: a code, a name, words about it, and one function from a backlog to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pmcli.backlog import Backlog, Keys, Part
from pmcli.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, before place, code and severity are put to it.

    `feature` is None for a finding in pm.yaml; `keys` lead to the piece at fault; `inside` counts characters
    from the start of a text to the stretch at fault in it.
    """

    feature: str | None
    keys: Keys
    message: str
    hint: str | None = None
    part: Part = "value"
    inside: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A check. `about` says why it matters; `find` is None where loading itself tells the fault."""

    code: str
    name: str
    severity: Severity
    about: str
    find: Callable[[Backlog], Iterator[Finding]] | None = None

    @property
    def is_planning(self) -> bool:
        """Whether only a roadmap suffers from it, which tells it itself; a ranking is none the less true."""
        return self.code.startswith("PM3")

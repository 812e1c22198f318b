"""What a change brings that rules call an error of judgement: written all the same, and said."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks import ADVICE, RULES, Selection, check
from pmcli.editing.change_set import ChangeSet
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import Diagnostic

_FAMILIES = ("PM7", "PM8")
"""The rules about launches, results and experiments; the others search for plans, or ask for decisions."""
_MOST = 3


def judged_lines(changed: ChangeSet) -> Iterator[str]:
    """A line for each error of judgement that was not there before: it leaves a ranking true, and stays."""
    codes = tuple(
        rule.code for rule in RULES
        if rule.code in ADVICE and rule.severity == "error" and rule.code.startswith(_FAMILIES)
    )  # fmt: skip
    before, after = (_judged(loaded.backlog, codes) for loaded in (changed.loaded_before, changed.loaded))
    known = {error.identity for error in before}
    told = [error for error in after if error.severity == "error" and error.identity not in known]
    yield from (f"but {error.code}: {error.message}{_hint(error)}" for error in told[:_MOST])
    if len(told) > _MOST:
        yield f"and {len(told) - _MOST:,} more errors of judgement: pm check"


def _judged(backlog: Backlog, codes: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    return check(backlog, selection=Selection(select=codes, ignore=backlog.workspace.checks.ignore))


def _hint(error: Diagnostic) -> str:
    return f" ({error.hint})" if error.hint else ""

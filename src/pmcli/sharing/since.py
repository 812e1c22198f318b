"""What changed since a revision, as far as a reader may see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pmcli.review.changes import Cause, Difference
from pmcli.sharing.redaction import Redactor

UNTOLD = "for a reason that is not told here"
"""What stands for a cause that speaks of what the reader does not see."""
_SETTINGS = {
    "teams": "capacity", "accounts": "requests", "problems": "solves", "strategy": "outcomes",
    "scoring": "score", "calendar": "period", "effort_unit": "effort", "sizes": "effort",
    "roadmap": "capacity",
}  # fmt: skip
"""What a reader must see to hear of a change in pm.yaml."""


def of_difference(difference: Difference, lens: Redactor, before: Redactor) -> Difference:
    """The difference without features, fields, findings and numbers that the reader does not see.

    `before` is the lens on the earlier backlog: what was removed is known only there.
    """
    if lens.reader.is_full:
        return difference
    known = {**before.shown, **lens.shown}
    sees = lens.reader.sees
    hidden = _hidden(lens, before)
    return Difference(
        added=tuple(known[one] for one in difference.added if one in lens.shown),
        removed=tuple(known[one] for one in difference.removed if one in before.shown),
        changes=tuple(
            replace(change, id=known[change.id]) for change in difference.changes
            if change.id is not None and change.id in known and sees(change.field.partition(".")[0])
            and not any(text and hidden.search(text) for text in (change.before, change.after))
        ),
        roadmap=tuple(
            replace(
                one, id=known[one.id],
                causes=tuple(_cause(cause, lens, known, hidden) for cause in one.causes),
            )
            for one in difference.roadmap if one.id in known and sees("period")
        ),
        rulings=tuple(
            replace(ruling, feature=known[ruling.feature]) for ruling in difference.rulings
            if ruling.feature in known and sees("decisions") and not hidden.search(ruling.text)
        ),
        titles={
            known[name]: title for name, title in difference.titles.items() if name in known and sees("title")
        },
    )  # fmt: skip


def _hidden(lens: Redactor, before: Redactor) -> re.Pattern[str]:
    """The ids, of then and now, that the reader does not see."""
    ids = {
        name for each in (lens, before) for name in each.backlog.features if each.shown.get(name) != name
    }  # fmt: skip
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(ids)))})(?![\w-])" if ids else "(?!)")


def _cause(cause: Cause, lens: Redactor, known: Mapping[str, str], hidden: re.Pattern[str]) -> Cause:
    seen = all(_sees(lens, known, feature, field) for feature, field in cause.about)
    told = cause.because if seen and not hidden.search(cause.because) else UNTOLD
    return Cause(told, cause.shift, None, cause.is_rest, cause.is_near)


def _sees(lens: Redactor, known: Mapping[str, str], feature: str | None, field: str) -> bool:
    if feature is None:
        need = _SETTINGS.get(field)
        return need is not None and lens.reader.sees(need)
    field = "effort" if field == "team" else field
    return feature in known and (not field or lens.reader.sees(field))

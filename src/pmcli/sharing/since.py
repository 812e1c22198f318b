"""The changes since a revision, as far as a reader may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pmcli.model.special_files import PLAN_FILE
from pmcli.review.changes import Cause, Difference, Shipped
from pmcli.sharing.audience_view import Since
from pmcli.sharing.odds import odds_for
from pmcli.sharing.redaction import Redactor, may_be_there

UNTOLD = "for a reason that is not shown here"
"""Stands for a cause that speaks of what the reader does not see."""
_SETTINGS = {
    "teams": "capacity", "accounts": "requests", "problems": "solves", "strategy": "outcomes",
    "scoring": "score", "calendar": "period", "effort_unit": "effort", "sizes": "effort",
    "roadmap": "capacity", PLAN_FILE: "agreement",
}  # fmt: skip
"""The field that a reader must see to hear of a change in a part of pm.yaml, or in plan.yaml."""


def since_for(redactor: Redactor, since: Since) -> Since:
    """The changes and the earlier backlog without what the reader does not see, then or now."""
    reader, shown, features = redactor.reader, redactor.shown, redactor.backlog.features
    kept = [name for name in since.before.features if name in shown or name not in features]
    kept = [name for name in kept if may_be_there(reader, since.before, name)]
    if reader.where:
        kept = [name for name in kept if name in shown]
    before = Redactor.of(reader, since.before, kept)
    odds = None if since.odds is None else odds_for(before, since.odds)
    return Since(since.name, _difference(since.difference, redactor, before), before.of_backlog(), odds)


def _difference(difference: Difference, redactor: Redactor, before: Redactor) -> Difference:
    """The difference without features, fields, findings and numbers that the reader does not see.

    `before` is the redactor of the earlier backlog: what was removed is known only there.
    """
    known = {**before.shown, **redactor.shown}
    sees = redactor.reader.sees
    hidden = _hidden(redactor, before)
    return Difference(
        added=tuple(known[name] for name in difference.added if name in redactor.shown),
        removed=tuple(known[name] for name in difference.removed if name in before.shown),
        changes=tuple(
            replace(change, id=known[change.id], rated=change.rated if sees("ratings") else None)
            for change in difference.changes
            if change.id is not None and change.id in known and sees(change.field.partition(".")[0])
            and not any(text and hidden.search(text) for text in (change.before, change.after))
        ),
        roadmap=tuple(
            replace(
                move, id=known[move.id],
                causes=tuple(_cause(cause, redactor, known, hidden) for cause in move.causes),
                change=move.change if sees("change") else None,
                agreed=move.agreed if sees("agreed") else None,
                reason=None,
            )
            for move in difference.roadmap if move.id in known and sees("period")
        ),
        shipped=tuple(
            Shipped(known[one.id], one.before) for one in difference.shipped
            if one.id in known and sees("period", "status")
        ),
        rulings=tuple(
            replace(ruling, feature=known[ruling.feature]) for ruling in difference.rulings
            if ruling.feature in known and sees("decisions") and not hidden.search(ruling.text)
        ),
        titles={
            known[name]: title for name, title in difference.titles.items() if name in known and sees("title")
        },
    )  # fmt: skip


def _hidden(redactor: Redactor, before: Redactor) -> re.Pattern[str]:
    """The ids, of then and now, that the reader does not see."""
    ids = {
        name for here in (redactor, before) for name in here.backlog.features if here.shown.get(name) != name
    }
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(ids)))})(?![\w-])" if ids else "(?!)")


def _cause(cause: Cause, redactor: Redactor, known: Mapping[str, str], hidden: re.Pattern[str]) -> Cause:
    is_seen = all(_sees(redactor, known, feature, field) for feature, field in cause.about)
    because = cause.because if is_seen and not hidden.search(cause.because) else UNTOLD
    return Cause(because, cause.shift, None, cause.is_near)


def _sees(redactor: Redactor, known: Mapping[str, str], feature: str | None, field: str) -> bool:
    if feature is None:
        need = _SETTINGS.get(field)
        return need is not None and redactor.reader.sees(need)
    field = "effort" if field == "team" else field
    return feature in known and (not field or redactor.reader.sees(field))

"""What changed since a revision, as far as a reader may see it."""

from __future__ import annotations

import re
from dataclasses import replace

from pmcli.audience import COMPUTED
from pmcli.changes import Cause, Change, Difference
from pmcli.feature import Feature
from pmcli.sharing.redaction import Lens

REVIEWED = "its worth was judged anew"
"""What stands for a change of inputs that the reader does not see."""


def of_difference(found: Difference, lens: Lens, before: Lens) -> Difference:
    """The difference without features, fields, findings and numbers that the reader does not see.

    `before` is the lens on the earlier backlog: what was removed is known only there.
    """
    if lens.reader.is_full:
        return found
    known = {**before.shown, **lens.shown}
    sees = lens.reader.sees
    hidden = _hidden(lens)
    return Difference(
        added=tuple(known[one] for one in found.added if one in lens.shown),
        removed=tuple(known[one] for one in found.removed if one in before.shown),
        changes=tuple(
            replace(one, id=known[one.id]) for one in found.changes
            if one.id is not None and one.id in known and sees(one.field.partition(".")[0])
            and _is_plain(one, lens)
        ),
        roadmap=tuple(
            replace(one, id=known[one.id], causes=tuple(_cause(cause, hidden) for cause in one.causes))
            for one in found.roadmap if one.id in known and sees("period")
        ),
        rulings=tuple(
            replace(one, feature=known[one.feature]) for one in found.rulings
            if one.feature in known and sees("decisions")
        ),
        titles={
            known[name]: title for name, title in found.titles.items() if name in known and sees("title")
        },
    )  # fmt: skip


def _is_plain(change: Change, lens: Lens) -> bool:
    """Whether the values name no feature that is not shown."""
    return change.field.partition(".")[0] not in (
        "depends_on",
        "conflicts_with",
        "parent",
    ) or lens.reader.sees("id")


def _hidden(lens: Lens) -> re.Pattern[str]:
    """Words that a cause may not have: fields, and ids of features, that the reader does not see."""
    fields = [name for name in (*Feature.model_fields, *COMPUTED) if not lens.reader.sees(name)]
    ids = [name for name in lens.backlog.features if lens.shown.get(name) != name]
    settings = [
        "accounts",
        "scoring",
        "calendar",
        *([] if lens.reader.sees("capacity") else ["capacity", "people"]),
    ]
    words = "|".join(map(re.escape, (*fields, *ids, *settings))) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def _cause(cause: Cause, hidden: re.Pattern[str]) -> Cause:
    told = REVIEWED if hidden.search(cause.because) else cause.because
    return Cause(told, cause.shift, None, cause.is_rest, cause.is_near)

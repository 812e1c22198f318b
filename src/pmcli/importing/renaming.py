"""Rows of a table without keys that were renamed: they come in as new, and the old ones are no longer there.

Nobody can be sure, so it is told: where all else that a row says is what a row said that is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.comparing import remembered
from pmcli.importing.merge.memory import Memory
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Backlog


def renamed(
    new: Sequence[Fitted], gone: Sequence[str], backlog: Backlog, memory: Memory
) -> Iterator[ImportFinding]:
    """A finding for every new feature that looks like just one that is gone, under another title."""
    before = _alike({key: memory.given[key] for key in gone})
    keyless = (fitted for fitted in new if fitted.draft.key == fitted.draft.fields.get("title"))
    titled = {fitted.draft.place: fitted for fitted in keyless}
    now = _alike({place: remembered(fitted) for place, fitted in titled.items()})
    for said, places in now.items():
        keys = before.get(said, [])
        if not said or len(places) != 1 or len(keys) != 1:
            continue
        fitted = titled[places[0]]
        kind, key = fitted.link
        known = (name for name, feature in backlog.features.items() if feature.links.get(kind) == keys[0])
        if (name := next(known, None)) is not None:
            message = f'it says what "{name}" said, which is gone: '
            message += f"if it was renamed, link {kind}: {key} there"
            yield ImportFinding(fitted.draft.place, message)


def _alike(digits: Mapping[str, Mapping[str, str]]) -> dict[frozenset[tuple[str, str]], list[str]]:
    """The names by all that is remembered of them but the title."""
    alike: dict[frozenset[tuple[str, str]], list[str]] = {}
    for name, fields in digits.items():
        said = frozenset((key, value) for key, value in fields.items() if key != "title")
        alike.setdefault(said, []).append(name)
    return alike

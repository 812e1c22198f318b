"""Doubts that a source, or a row without a key, is the one that came in before.

Tables are known by the names of their files, so `rice-2027.csv` would bring in all of `rice.csv` a second
time: where most of its rows are here already, from one source with the same columns, that is asked. And keys
such as 12 or TASK-12 mean something else in another file or folder, which would write over all that came in
from the first: where most titles are not what they were, that is asked too.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.fitting import Fitted
from pmcli.importing.merge import memory as memories
from pmcli.importing.merge.memory import Memory, digits_of
from pmcli.importing.merge.parts import of_draft, remembered
from pmcli.importing.recognising import TABLES, Recognised
from pmcli.importing.sources import Imported, ImportedFeature, ImportFinding
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.naming import slug
from pmcli.workspace.opening import OpenWorkspace

_FEW: Final = 3
"""Rows at least that must have another title, to doubt that it is the same source."""
_WORDLESS: Final = re.compile(r"[\W_]*\d+[\W_]*")
"""A key such as 12 or #12, which any table may have."""


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """A source that came in before, and may be this one: `rows` of `of` rows are here from it.

    `name` is what it is called, `own` what this one would be called. Where that is "", both are called the
    same, and `rows` have other titles than they had.
    """

    name: str
    own: str
    rows: int
    of: int

    def refusal(self) -> PmError:
        """The error where nobody can be asked which it is."""
        if not self.own:
            return PmError(
                f'{self.rows:,} of {self.of:,} that came in as "{self.name}" have another title now',
                f"--as {_quoted(self.name)} where it is the same source, --as NAME where it is another one",
            )
        return PmError(
            f'this looks like "{self.name}", which came in before ({self.rows:,} of {self.of:,} rows)',
            f"--as {_quoted(self.name)} where it is the same source, --as {_quoted(self.own)} where it is "
            "another one",
        )


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'


def find_match(
    opened: OpenWorkspace, recognised: Recognised, imported: Imported, memory: Memory
) -> SourceMatch | None:  # fmt: skip
    """The source that an unnamed table looks like; None for one that is known, or is like no other."""
    if memory.text is not None or recognised.importer.name not in TABLES:
        return None
    best: SourceMatch | None = None
    own = PurePosixPath(recognised.source.name).stem or recognised.name
    for called, linked in _sources(opened.loaded.backlog).items():
        other = _recalled(opened, slug(called) or "import")
        if other is None or not _has_columns_of(imported, other):
            continue
        rows = _rows(imported.drafts, linked, other)
        if rows * 2 > len(imported.drafts) and (best is None or rows > best.rows):
            best = SourceMatch(called, own, rows, len(imported.drafts))
    return best


def find_mismatch(known: Iterable[Fitted], recognised: Recognised, memory: Memory) -> SourceMatch | None:
    """A source of which most features have another title than last time; None for one that has not."""
    titles = [
        (then, of_draft(fitted, "title").whole)
        for fitted in known
        if (then := memory.given.get(fitted.draft.key, {}).get("title"))
    ]
    changed = sum(1 for then, now in titles if then != now)
    if changed < _FEW or changed * 2 <= len(titles):
        return None
    return SourceMatch(recognised.name, "", changed, len(titles))


def _sources(backlog: Backlog) -> dict[str, dict[str, Feature]]:
    """The features by source and key, as their links say it; a WSJF file's links have its name in the key."""
    sources: dict[str, dict[str, Feature]] = {}
    for feature in backlog.features.values():
        for kind, key in feature.links.items():
            name, _, rest = key.partition("/") if kind == "wsjf" else (kind, "", key)
            sources.setdefault(name, {})[rest] = feature
    return dict(sorted(sources.items()))


def _recalled(opened: OpenWorkspace, name: str) -> Memory | None:
    """The memory of a table; None where nothing is remembered, or it cannot be read."""
    try:
        memory = memories.recall(opened, name)
    except PmError:
        return None
    return memory if memory.text is not None and memory.importer in TABLES else None


def _has_columns_of(imported: Imported, other: Memory) -> bool:
    """Whether both have the same columns, or one has them all and more."""
    mine, theirs = _columns(imported.mapping), _columns(other.columns)
    return mine <= theirs or theirs <= mine


def _columns(mapping: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name.strip().casefold() for name, meaning in mapping.items() if meaning)


def _rows(drafts: tuple[ImportedFeature, ...], linked: Mapping[str, Feature], other: Memory) -> int:
    """The number of rows that are here already, by key, id or title; a number as a key proves nothing."""
    titles, ids = set(_titles(linked, other)), {feature.id for feature in linked.values()}
    return sum(
        1
        for draft in drafts
        if digits_of(str(draft.fields.get("title", ""))) in titles
        or draft.fields.get("id") in ids
        or (draft.key in linked and not _WORDLESS.fullmatch(draft.key))
    )


def _titles(linked: Mapping[str, Feature], other: Memory) -> Iterator[str]:
    """The digits of the titles, as they are here and as they came in."""
    for key, feature in linked.items():
        yield digits_of(feature.title)
        if digits := other.given.get(key, {}).get("title"):
            yield digits


# --- rows ---


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
            title = str(fitted.draft.fields["title"])
            said_now = " ".join(shlex.quote(text) for text in (f"title={title}", f"links.{kind}={key}"))
            message = f'it says what "{name}" said, which is gone: '
            message += f"if it was renamed, pm set {name} {said_now} says so, before this comes in"
            yield ImportFinding(fitted.draft.place, message)


def _alike(digits: Mapping[str, Mapping[str, str]]) -> dict[frozenset[tuple[str, str]], list[str]]:
    """The names by all that is remembered of them but the title."""
    alike: dict[frozenset[tuple[str, str]], list[str]] = {}
    for name, fields in digits.items():
        said = frozenset((key, value) for key, value in fields.items() if key != "title")
        alike.setdefault(said, []).append(name)
    return alike

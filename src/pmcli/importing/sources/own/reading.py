"""pm's own exports into drafts: one that is here speaks of what was changed, a new one of all it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from pmcli.importing.sources.importer import Imported, ImportedFeature, ImportFinding, Skipped, Source
from pmcli.importing.sources.own.cells import bare
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.fields import ORDER, decided
from pmcli.importing.sources.own.rows import OwnRow, OwnRows
from pmcli.importing.sources.own.taking import take, take_input
from pmcli.importing.sources.own.today import HORIZONS, Today
from pmcli.importing.sources.plain_values import id_of, kept, line_of
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.model.figure import counted, listed
from pmcli.model.fingerprint import digits as digits_of
from pmcli.model.period import Period
from pmcli.model.workspace import Workspace
from pmcli.planning import plan


def _arriving(fields: dict[str, object], name: str) -> dict[str, object]:
    """The fields of a new feature, with its id where it is fit for one, without what goes without saying."""
    own = id_of(name)
    given = {**fields, "id": own} if own else fields
    return kept({key: value for key, value in given.items() if key != "status" or not decided(given)})


STALE = (
    "what differs from the backlog as it is now is taken for changed in the file; of a file that is older "
    "than a change here, the older value comes back"
)


def backlog_of(source: Source) -> Backlog:
    """The backlog that a source comes into; an empty one where there is none."""
    if source.here is not None:
        return source.here.backlog
    return Backlog(Workspace.model_validate({"pm": "1", "product": "-"}), {}, date.min)


class OwnReading:
    """One run over the rows of an export, with what is gathered."""

    def __init__(self, source: Source, rows: OwnRows) -> None:
        self.source, self.rows = source, rows
        self.backlog = backlog_of(source)
        self.today = Today(self.backlog)
        self.skipped = [Skipped(*pair) for pair in rows.skipped]
        self.findings: list[ImportFinding] = []
        self.lost: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.kept: dict[str, str] = {}
        self.retitled = 0

    def done(self) -> Imported:
        """The drafts, and what is told of the whole."""
        drafts = [draft for rows in self._groups() if (draft := self._draft(rows)) is not None]
        return Imported(
            tuple(drafts), tuple(self.skipped), tuple(self._warnings(drafts)), tuple(self._told(drafts)),
            len(drafts) + len(self.skipped), self.rows.columns, frozenset(),
        )  # fmt: skip

    # --- rows ---

    def _groups(self) -> Iterator[list[OwnRow]]:
        """The rows of each feature, one of every sheet."""
        groups: dict[str, list[OwnRow]] = {}
        for row in self.rows.rows:
            group = groups.setdefault(row.id or f"\x00{row.place}", [])
            first = next((other for other in group if other.sheet == row.sheet), None)
            if first is None:
                group.append(row)
            else:
                self.skipped.append(Skipped(row.place, f"{row.id} stands in {first.place} already"))
        yield from groups.values()

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all rows."""
        return frozenset(row.id for row in self.rows.rows)

    @cached_property
    def _by_title(self) -> Mapping[str, list[str]]:
        """The features that no row has the id of, by their titles."""
        by_title: dict[str, list[str]] = {}
        for feature in self.backlog.features.values():
            if feature.id not in self.ids:
                by_title.setdefault(line_of(feature.title).casefold(), []).append(feature.id)
        return by_title

    def _known(self, row: OwnRow, title: str) -> Feature | None:
        """The feature of a row: of its id; where it has none, the next one that has its title."""
        called = [] if row.id else self._by_title.get(title.casefold(), [])
        return self.backlog.features.get(called.pop(0) if called else row.id)

    def _draft(self, rows: Sequence[OwnRow]) -> ImportedFeature | None:
        """The draft of a feature; None where its row is left out, which is told."""
        first = rows[0]
        title = next((line_of(row.cells["title"].text) for row in rows if "title" in row.cells), "")
        record = self._known(first, title)
        if reason := self._leaves_out(first, title, record):
            self.skipped.append(Skipped(first.place, reason))
            return None
        here = self.source.here
        written = here.written(record.id) if here is not None and record else {}
        implied = self._implied(rows, record)
        feature = OwnFeature(self.today, record, written, self.ids, implied, self._planned)
        digits = digits_of([bare(text) for row in rows for text in row.texts])
        self._take(feature, rows)
        if record is not None and here is not None and here.taken.get(record.id) == digits and feature.speaks:
            self.kept[record.id] = ", ".join(sorted(feature.speaks))
            feature.fields.clear()
            feature.speaks.clear()
        self.findings += feature.findings
        self.lost.update(set(feature.lost))
        fields = feature.fields
        if record is not None:
            self.retitled += "title" in fields
            fields.setdefault("title", str(written.get("title") or record.title))
            fields["id"] = record.id
        else:
            fields = _arriving(fields, first.id)
        key = record.id if record is not None else first.id or self._key(title)
        return ImportedFeature(
            key, fields, first.place, tuple(feature.notes), is_own=True, row=digits,
            speaks=frozenset(feature.speaks) if record else None,
        )  # fmt: skip

    def _key(self, title: str) -> str:
        """The title as what a row without an id is called; of rows with one title each its own."""
        self.titles[title] += 1
        return title if self.titles[title] == 1 else f"{title} ({self.titles[title]})"

    def _leaves_out(self, row: OwnRow, title: str, record: Feature | None) -> str:
        """Why a row does not come in; "" where it does."""
        if row.id in self.backlog.broken:
            return f"{row.id} cannot be read here: pm check says why"
        if record is not None:
            return ""
        if not title:
            return "it has no title"
        if row.id and (called := self._by_title.get(title.casefold())):
            known = called[0]
            return (
                f'there is no "{row.id}", and {known} has its title: pm rename {known} {row.id} changes an id'
            )
        return ""

    def _take(self, feature: OwnFeature, rows: Sequence[OwnRow]) -> None:
        keys = dict.fromkeys(key for row in rows for key in row.cells if key != "id")
        for key in sorted(keys, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER)):
            take(feature, [row.cells[key] for row in rows if key in row.cells])
        for row in rows:
            for name, cell in row.inputs.items():
                if (known := self._terms.get((row.id, name))) is not None:
                    self.rows.columns[name] = known[0]
                    take_input(feature, known[0], cell, known[1])

    # --- what follows from the rest ---

    @cached_property
    def _terms(self) -> Mapping[tuple[str, str], tuple[str, float]]:
        """The field and the number of every input of the method, by feature and column."""
        if not any(row.inputs for row in self.rows.rows):
            return {}
        from pmcli.importing.sources.own.inputs import inputs_of

        return inputs_of(self.backlog, self.rows.model)

    @cached_property
    def _start(self) -> int:
        """The first period of the plan that the file shows, as most of its rows tell it, else today's."""
        calendar = self.backlog.workspace.calendar
        first = calendar.fiscal.period_of(self.backlog.start or self.backlog.today, calendar.step)
        starts = Counter([first.index])
        for row in self.rows.rows:
            period = Period.parse(row.period or "")
            word = row.cells["horizon"].text.strip() if "horizon" in row.cells else ""
            record = self.backlog.features.get(row.id)
            is_set = record is not None and (record.horizon is not None or record.status == "in-progress")
            if period is not None and word in HORIZONS[:2] and not is_set:
                starts[period.index - HORIZONS.index(word)] += 1
        return max(starts, key=lambda start: starts[start])  # of equals the one of today

    def _implied(self, rows: Sequence[OwnRow], record: Feature | None) -> str:
        """The horizon that follows from the period of a row; that of its cell where that is not known."""
        row = next((row for row in rows if "horizon" in row.cells), None)
        if row is None:
            return ""
        period, cell = Period.parse(row.period or ""), row.cells["horizon"].text.strip()
        if period is None:  # in a plan that was agreed it may be later than all periods
            is_open = row.period is None or (cell == HORIZONS[2] and self.backlog.agreement is not None)
            return cell if is_open else ""
        status = row.cells["status"].text.strip() if "status" in row.cells else ""
        if (self.backlog.status(record.id) if record is not None else status) == "in-progress":
            return HORIZONS[0]
        return HORIZONS[min(max(period.index - self._start, 0), 2)]

    def _planned(self, feature: str) -> str:
        """The horizon of a feature in today's plan, "" where it is in none."""
        return self._plan.get(feature, "")

    @cached_property
    def _plan(self) -> Mapping[str, str]:
        """The horizons of today's plan: for a file in which somebody changed the periods."""
        try:
            roadmap = plan(self.backlog, propose=False)
        except PmError:
            return {}
        first = roadmap.periods[0].index
        return {
            placed.id: HORIZONS[0] if self.backlog.status(placed.id) == "in-progress"
            else HORIZONS[min(placed.period.index - first, 2)]
            for placed in roadmap.placements
        }  # fmt: skip

    # --- what is told ---

    def _warnings(self, drafts: Sequence[ImportedFeature]) -> Iterator[ImportFinding]:
        yield from self.findings
        known = sum(1 for name in self.ids if name in self.backlog.features)
        product = self.rows.product
        if not any(draft.speaks for draft in drafts):
            return
        if known and product and product != self.backlog.workspace.product:
            yield ImportFinding(self.source.name, f'it is an export of "{product}", which is another product')
        elif known >= 2 and self.retitled > known / 2:
            yield ImportFinding(
                self.source.name,
                f"{self.retitled:,} of {known:,} have another title here: is it of this backlog?",
            )

    def _told(self, drafts: Sequence[ImportedFeature]) -> Iterator[str]:
        if self.rows.derived:
            yield f"derived, not read: {', '.join(self.rows.derived)}"
        if any(draft.speaks for draft in drafts):
            yield STALE
        if self.kept:
            rows = listed([f"{name} ({fields})" for name, fields in self.kept.items()])
            yield f"changed here since these rows were taken over, and left so (--theirs takes them): {rows}"
        for name, count in self.lost.items():
            yield f"{name} cannot be carried over in such a file ({counted(count, 'feature')})"
        known = [name for name in self.backlog.features if name in self.ids]
        absent = [name for name in self.backlog.features if name not in self.ids]
        if known and absent and self.rows.is_whole:
            yield missing(absent)


def missing(names: Sequence[str]) -> str:
    """Sentences on features that are here and not in the file."""
    return f"not in the file, and as they were: {listed(names)} (pm rm takes a feature out, no row does)"

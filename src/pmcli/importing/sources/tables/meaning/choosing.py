"""Which column is which field: the names of the columns weighed with what their cells hold.

Every column claims fields: the one that its name stands for (`exact`), the one that a longer name is about
(`near`), and such as it may be for want of a better one (`otherwise`). A claim weighs as much as the name is
specific, times how well the cells fit; claims whose cells do not fit fall. The heaviest claim takes its field
first. What was not clear by a column's name alone is told, with the `--map` that changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pmcli.importing.sources.tables.meaning import columns, content, given
from pmcli.importing.sources.tables.meaning.columns import base_of
from pmcli.importing.sources.tables.meaning.measures import bare, measure_in
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.table import SourceTable
from pmcli.importing.sources.vocabulary import vocabulary
from pmcli.model.diagnostic import PmError

_LEAST: Final = {"exact": 0.45, "near": 0.75, "otherwise": 0.75}
"""How well cells must fit, by how the name tells the field."""
_WEIGHT: Final = {"exact": 1.0, "near": 0.5, "otherwise": 0.3}
_NO_MONEY: Final = frozenset({
    "effort", "remaining", "rice.impact", "rice.confidence", "ice.ease", "cd3.duration", "wsjf.job_size",
})  # fmt: skip
_ROWS: Final = 2500
"""The rows that are looked at, spread over all; at most twice as many."""
_FEW: Final = 3
"""Cells below which a name is believed against them: one odd cell is told as that."""
_ALTERNATIVES: Final = 3
_FULLER: Final = 2
"""Of two columns of one field the fuller one is taken, where it says something in so many times the rows."""
_SPARSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Chosen:
    """The meaning of every column, and sentences on what was not clear."""

    meanings: dict[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    column: str
    meaning: str
    kind: str
    rank: int
    fit: float
    cells: int
    filled: int

    @property
    def holds(self) -> bool:
        """Whether the cells are what the field takes, as far as can be told."""
        return self.fit >= _LEAST[self.kind] or (self.kind == "exact" and self.cells < _FEW)

    @property
    def weight(self) -> float:
        return (_WEIGHT[self.kind] - 0.005 * self.rank) * self.fit


def choose(table: SourceTable, dialect: TableDialect, said: Mapping[str, str]) -> Chosen:
    """The meaning of every column: as said, as the format has it, else by name and content.

    Raises:
        PmError: no column could be the title, or two are said to be one field.
    """
    return _Choice(table, dialect, said).done()


class _Choice:
    """One choice over the columns of a table."""

    def __init__(self, table: SourceTable, dialect: TableDialect, said: Mapping[str, str]) -> None:
        self.table, self.dialect, self.said = table, dialect, said
        self.known = dialect.meanings(table)
        plain = dialect.plain_names(table.header)
        self.plain = {name: plain.get(name, name) for name in table.header}
        self.notes: list[str] = []
        rows = table.rows[:: max(1, len(table.rows) // _ROWS)]
        self.cells = {
            name: [row[at] for _, row in rows] for at, name in reversed(list(enumerate(table.header)))
        }
        self.free = [
            name for name in dict.fromkeys(table.header) if name not in said and dialect.guesses(name)
        ]

    def done(self) -> Chosen:
        fixed = {name: meaning for name, meaning in self.known.items() if name not in self.free}
        meanings = given.settled(fixed, self.said)
        fallen = self._claimed(meanings)
        self._titled(meanings)
        for claim in fallen:
            if claim.kind == "exact" and not meanings.get(claim.column):
                self._tell_unfit(claim)
        self._without_sums(meanings)
        in_order = {name: meanings.get(name, "") for name in dict.fromkeys(self.table.header)}
        in_order |= self._initials(in_order)
        return Chosen(columns.as_ice(self._beside(in_order)), tuple(self.notes))

    def _claim(self, name: str, meaning: str, kind: str, rank: int = 0) -> _Claim:
        cells = self.cells[name]
        fitted = "cost" if meaning == "effort" and _otherwise(self.plain[name]) == "x-cost" else meaning
        fit = content.fit(fitted, cells, self.dialect.known("statuses"))
        if meaning == "status" and fit < 1.0 and self._second_of(name) == "theme":
            fit = 0.0
        if base_of(meaning) in _NO_MONEY and measure_in(name).currency:
            return _Claim(name, meaning, kind, rank, 0.0, _FEW, 0)
        filled = sum(1 for cell in cells if cell)
        return _Claim(name, meaning, kind, rank, fit, len(content.sampled(cells)), filled)

    def _claims(self) -> list[_Claim]:
        """The claims of all columns by their names, the heaviest first."""
        claims = []
        for name in self.free:
            plain = self.plain[name]
            if columns.exact(plain) == "x-priority" and content.are_moscow(self.cells[name]):
                claims.append(self._claim(name, "moscow", "near"))
            elif meaning := columns.exact(plain):
                claims.append(self._claim(name, meaning, "exact", columns.directness(plain)))
            elif meaning := columns.near(plain):
                claims.append(self._claim(name, meaning, "near"))
        fullest: dict[str, int] = {}
        for claim in claims:
            if claim.holds and claim.meaning != "key":
                base = base_of(claim.meaning)
                fullest[base] = max(fullest.get(base, 0), claim.filled)
        return sorted(claims, key=lambda one: (not one.cells, -_weighed(one, fullest)))

    def _claimed(self, meanings: dict[str, str]) -> list[_Claim]:
        """Fields given to the columns that claim them; the claims that fell by what their cells hold."""
        claims = self._claims()
        fallen = [claim for claim in claims if not claim.holds]
        winners = {base_of(meaning): "" for meaning in meanings.values() if meaning not in columns.LISTS}
        losers: dict[str, list[_Claim]] = {}
        for claim in claims:
            base = base_of(claim.meaning)
            if not claim.holds:
                continue
            if base not in winners:
                meanings[claim.column] = claim.meaning
                if base not in columns.LISTS:
                    winners[base] = claim.column
                self._tell_near(claim)
            else:
                losers.setdefault(base, []).append(claim)
        self._second(meanings, [*(claim for lost in losers.values() for claim in lost), *fallen])
        for base, lost in losers.items():
            self._tell_competed(
                base, winners[base], [one for one in lost if one.filled and not meanings.get(one.column)]
            )
        self._otherwise(meanings)
        return fallen

    def _second(self, meanings: dict[str, str], losers: list[_Claim]) -> None:
        """Other meanings of columns whose field went to another."""
        for claim in losers:
            second = self._second_of(claim.column)
            if second and second not in meanings.values() and self._claim(claim.column, second, "near").holds:
                meanings[claim.column] = second
                if not claim.holds:
                    self._tell_near(replace(claim, meaning=second, kind="near"))

    def _second_of(self, name: str) -> str:
        """What a column may be where the field of its name is another's, "" for nothing."""
        return vocabulary("columns", "second").get(columns.compact(self.plain[name]), "")

    def _otherwise(self, meanings: dict[str, str]) -> None:
        """Fields that nobody has, given to columns that may be such for want of a better one."""
        for name in self.free:
            meaning = _otherwise(self.plain[name])
            if not meaning or meaning == "title" or meanings.get(name):
                continue
            either = (self._claim(name, one, "otherwise") for one in (meaning, self._second_of(name)) if one)
            claim = next((one for one in either if one.holds and self._is_open(one, meanings)), None)
            if claim is not None:
                holder = _holder(claim.meaning, meanings)
                meanings |= {holder: "", name: claim.meaning} if holder else {name: claim.meaning}
                self._tell_near(claim)

    def _is_open(self, claim: _Claim, meanings: Mapping[str, str]) -> bool:
        """Whether a field is free, or held by a column that says something in far fewer rows; else told."""
        holder = _holder(claim.meaning, meanings)
        if not holder:
            return True
        filled = sum(1 for cell in self.cells[holder] if cell)
        if holder in self.free and claim.meaning not in columns.LISTS and _FULLER * filled < claim.filled:
            return True
        if claim.meaning in columns.MEASURED:
            self._tell_competed(claim.meaning, holder, [claim])
        return False

    def _titled(self, meanings: dict[str, str]) -> None:
        """A title, where none is said: by name where its cells differ, else what may be one, else a text."""
        weak = next((name for name, meaning in meanings.items() if meaning == "title"), "")
        if weak and (weak not in self.free or self._claim(weak, "title", "exact").holds):
            return
        by_name = [name for name in self.free if columns.guess(self.plain[name]) == "title"]
        listed = list(vocabulary("columns", "otherwise").items())
        names = [word for word, meaning in listed if meaning == "title"]
        others = [
            name for name in self.free if columns.compact(self.plain[name]) in names and name not in by_name
        ]
        others.sort(key=lambda name: names.index(columns.compact(self.plain[name])))
        unread = [name for name in self.table.header if name and not meanings.get(name)]
        texts = [name for name in unread if name not in self.said and content.is_text(self.cells[name])]
        best = next((name for name in (*by_name, *others, *texts) if self._is_titled(name)), "")
        prose = [name for name in self.table.header if meanings.get(name) == "description"]
        best = best or weak or next(iter(by_name + others), "")
        best = best or next((name for name in prose if name not in self.said and self._is_titled(name)), "")
        if not best:
            shown = ", ".join(f'"{name}"' for name in self.table.header[:12])
            raise PmError("no column looks like a title", f'--map "COLUMN=title"; the columns are {shown}')
        if best == weak:
            return
        why = f', not "{weak}": {content.why_not("title", self.cells[weak])}' if weak else ""
        instead = f'--map "{weak}=title"' if weak else '--map "COLUMN=title" names another'
        self.notes.append(f'"{best}" is taken for the title{why} ({instead})')
        if weak:
            second = self._second_of(weak)
            meanings[weak] = second if second not in meanings.values() else ""
        meanings[best] = "title"

    def _is_titled(self, name: str) -> bool:
        claim = self._claim(name, "title", "near")
        return claim.holds and claim.cells > 0

    def _without_sums(self, meanings: dict[str, str]) -> None:
        """Leave out a cost of delay that is the sum of WSJF's values."""
        sums = [name for name in self.free if meanings.get(name) == "cd3.cost_of_delay"]
        if sums and {"wsjf.user_business_value", "wsjf.time_criticality"} <= set(meanings.values()):
            meanings[sums[0]] = ""
            change = f'--map "{sums[0]}=cd3.cost_of_delay"'
            self.notes.append(f'"{sums[0]}" is the sum of its parts in WSJF, and not read ({change})')

    def _initials(self, meanings: Mapping[str, str]) -> dict[str, str]:
        """The meanings of columns that are called R, I, C and E, where the cells of all four fit."""
        named = columns.by_initials(meanings, self.free)
        claims = [self._claim(name, meaning, "near") for name, meaning in named.items()]
        if not all(claim.holds for claim in claims):
            return {}
        for claim in claims:
            self._tell_near(claim)
        return named

    def _beside(self, meanings: dict[str, str]) -> dict[str, str]:
        """The meanings with units told of the columns that they stand beside."""
        before = ""
        for name, meaning in meanings.items():
            base = base_of(meaning)
            if (
                name in self.free
                and not meaning
                and columns.compact(self.plain[name]) in vocabulary("columns", "units")
            ):
                if before in columns.MEASURED and self._claim(name, "unit", "near").holds:
                    meanings[name] = f"unit:{before}"
            elif base.startswith("unit:") and base[5:] not in map(base_of, meanings.values()):
                meanings[name] = ""
            before = base
        return meanings

    def _tell_near(self, claim: _Claim) -> None:
        if claim.kind != "exact":
            said = f'"{claim.column}" is taken for {claim.meaning}'
            self.notes.append(f'{said} (--map "{claim.column}=-" leaves it out)')

    def _tell_competed(self, base: str, winner: str, lost: list[_Claim]) -> None:
        if lost and winner and base != "key":
            names = " or ".join(f'"{claim.column}"' for claim in lost[:_ALTERNATIVES])
            more = f" and {len(lost) - _ALTERNATIVES} more" if len(lost) > _ALTERNATIVES else ""
            change = f'--map "{lost[0].column}={lost[0].meaning}"'
            self.notes.append(f'{base} is read from "{winner}", not from {names}{more} ({change})')

    def _tell_unfit(self, claim: _Claim) -> None:
        why = content.why_not(claim.meaning, self.cells[claim.column])
        said = f'"{claim.column}" is not read as {claim.meaning}: {why}'
        self.notes.append(f'{said} (--map "{claim.column}={claim.meaning}")')


def _holder(meaning: str, meanings: Mapping[str, str]) -> str:
    """The column that has a meaning, "" for none."""
    return next((name for name, said in meanings.items() if said == meaning), "")


def _weighed(claim: _Claim, fullest: Mapping[str, int]) -> float:
    """How much a claim weighs beside another for the same field that says something in far more rows."""
    is_sparse = _FULLER * claim.filled < fullest.get(base_of(claim.meaning), 0)
    return claim.weight * (_SPARSE if is_sparse else 1.0)


def _otherwise(name: str) -> str:
    """The meaning of a column for want of a better one, with or without its unit; "" for none."""
    words = vocabulary("columns", "otherwise")
    return words.get(columns.compact(name)) or words.get(columns.compact(bare(name)), "")

"""The result of preparing an import, and its writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pmcli.editing.change_set import ChangeSet
from pmcli.importing.extending import NewNames
from pmcli.importing.fitting import Fitted
from pmcli.importing.merge.memory import Memory
from pmcli.importing.merge.outcome import MergeConflict
from pmcli.importing.merge.source_match import SourceMatch
from pmcli.importing.recognising import Recognised
from pmcli.importing.sources import Imported, Importer, ImportFinding, Skipped
from pmcli.importing.twice import Twice, undecided
from pmcli.model.diagnostic import PmError


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as it was read: what it is, what is remembered of it, and all that is in it."""

    recognised: Recognised
    memory: Memory
    imported: Imported


@dataclass(frozen=True, slots=True)
class Prepared:
    """The changes that an import would make; nothing is written yet.

    `source` is what was read; `imported` the same by the names that pm.yaml has.
    `new` are the features that come in, by the path of their file; `updated` those that change, with the
    names of their fields, and `descriptions` with old and new values; `kept` those of which a
    person here has changed what the source has not, and of linked ones what differs, with both values.
    `removed` were taken out here since they came in, `gone` are no longer in the source: both are left
    alone. `unsaid` are fields that came in before and of which the source does not speak now: they stay.
    `stuck` are features that cannot be changed as the source has it: they are left as they are, and the next
    import tries again. `twice` are new features that may be others. `like` is a source that came in under
    another name and looks like this one: then nothing is written before somebody has said which it is.
    `memory_after` is None where nothing has been remembered yet, and nothing is.
    Every row of the source is in new, known, removed or skipped.
    """

    source: ReadSource
    imported: Imported
    new: Mapping[str, tuple[Fitted, ...]]
    known: int
    updated: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, tuple[str, ...]]
    conflicts: tuple[MergeConflict, ...]
    removed: tuple[str, ...]
    gone: tuple[str, ...]
    unsaid: tuple[str, ...]
    stuck: tuple[str, ...]
    findings: tuple[ImportFinding, ...]
    guesses: tuple[str, ...]
    rewritten: ChangeSet
    memory_after: bytes | None
    twice: tuple[Twice, ...] = ()
    linked: frozenset[str] = frozenset()
    new_names: tuple[NewNames, ...] = ()
    like: SourceMatch | None = None

    @property
    def importer(self) -> Importer:
        """The importer that has read it."""
        return self.source.recognised.importer

    @property
    def file(self) -> str:
        """The name of the file or folder."""
        return self.source.recognised.source.name

    @property
    def memory_path(self) -> str:
        """The file that remembers what came in."""
        return self.source.memory.path

    @property
    def memory_before(self) -> bytes | None:
        """That file as it is, None where there is none."""
        return self.source.memory.text

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The rows that do not come in, with the reasons."""
        return self.imported.skipped

    @property
    def count(self) -> int:
        """The number of features that come in as new."""
        return sum(len(some) for some in self.new.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether the files would stay as they are."""
        return not self.rewritten.after and self.memory_after == self.memory_before


def write(prepared: Prepared) -> None:
    """Write what was prepared: all of it, or nothing.

    Raises:
        PmError: it would bring errors; a file was changed meanwhile; it cannot be written; or nobody has
            said yet whether it is the source that it looks like, or what becomes of what is here already.
    """
    if prepared.like is not None:
        raise prepared.like.refusal()
    if doubt := undecided(prepared.twice):
        raise doubt
    made = prepared.rewritten
    if made.introduced:
        first = made.introduced[0]
        raise PmError(
            f"nothing was written: it would bring an error: {first.message}", first.hint, exit_code=1
        )
    before, after = dict(made.before), dict(made.after)
    if prepared.memory_after is not None and prepared.memory_after != prepared.memory_before:
        after[prepared.memory_path] = prepared.memory_after
        if prepared.memory_before is not None:
            before[prepared.memory_path] = prepared.memory_before
    made.opened.write(before, after)

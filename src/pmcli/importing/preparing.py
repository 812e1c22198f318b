"""Imports worked out before they are written: features that come in, that change, that stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final

from pmcli.editing.change_set import ChangeSet, FileChange, rewritten
from pmcli.importing.apart import check_apart
from pmcli.importing.assumed import notes_in, undecided_among
from pmcli.importing.consistency import sound
from pmcli.importing.extending import Extended, extended, with_names, with_used
from pmcli.importing.fitting import Fitted, Fitting
from pmcli.importing.identities import Identities, by_link
from pmcli.importing.merge import memory as memories
from pmcli.importing.merge.comparing import compared
from pmcli.importing.merge.held import all_with_held, data_of, unsaid_of, with_parent
from pmcli.importing.merge.joining import Elsewhere, merge_changes, merged_arrivals, with_links, with_merging
from pmcli.importing.merge.memory import Memory
from pmcli.importing.merge.outcome import Compared
from pmcli.importing.merge.parts import digits_here, remembered
from pmcli.importing.merge.source_match import SourceMatch, find_match, find_mismatch, renamed
from pmcli.importing.placing import new_files
from pmcli.importing.prepared import Prepared, ReadSource
from pmcli.importing.recognising import ImportOptions, Recognised, recognise
from pmcli.importing.sorting import named, sorted_out, with_links_apart
from pmcli.importing.sources import Imported, ImportedFeature, ImportFinding
from pmcli.importing.sources.importer import Here
from pmcli.importing.sources.own import OWN
from pmcli.importing.sources.tables.meaning.given import own_meanings
from pmcli.importing.stuck import stuck_in
from pmcli.importing.twice import Twice, decided, twice
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import listed
from pmcli.workspace.loading import without_garbage_collection
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted

_UNREADABLE: Final = frozenset({"PM012", *(f"PM{number:03}" for number in range(1, 11))} - {"PM002"})
"""Codes of faults in a file after which nobody can say what features it holds."""


def prepare(
    opened: OpenWorkspace, path: str, options: ImportOptions, *, given: bytes | None = None,
    source: ReadSource | None = None,
) -> Prepared:  # fmt: skip
    """The changes that importing a file or folder into the workspace would make.

    `source` is what was read of it for the same workspace and options, but for what these say of duplicates
    and of names: then it is not read a second time.

    Raises:
        PmError: the source cannot be read, or a file stands where one would be put.
    """
    with without_garbage_collection():
        return _prepare(opened, source or _read(opened, path, options, given), options)


def _read(opened: OpenWorkspace, path: str, options: ImportOptions, given: bytes | None) -> ReadSource:
    workspace = opened.loaded.backlog.workspace
    here = Here(opened.loaded.backlog, partial(data_of, opened=opened), _taken(opened, options))
    recognised = recognise(
        path, options, effort_unit=workspace.effort_unit, currency=workspace.currency or "", given=given,
        here=here,
    )  # fmt: skip
    if given is None and not recognised.importer.is_own:
        check_apart(opened.root, opened.globs, path, recognised.source)
    memory = memories.recall(opened, recognised.name)
    asked, before = (own_meanings(said, workspace) for said in (options.mapping, memory.columns))
    imported = recognised.read(asked, before)
    _check_readable(opened)
    imported = replace(imported, drafts=tuple(with_links_apart(imported.drafts)))
    return ReadSource(recognised, memory, imported)


def _prepare(opened: OpenWorkspace, source: ReadSource, options: ImportOptions) -> Prepared:
    more = extended(opened, source.imported, options.adds)
    backlog = more.opened.loaded.backlog
    arriving = sorted_out(more.imported.drafts, backlog, source.memory, options.side).arrivals(backlog)
    pairs = twice(arriving, backlog, source.recognised.importer.name)
    pairs = decided(pairs, options.duplicates, options.verdicts)
    return _prepared(_Case(opened, more, source, options, pairs))


def _taken(opened: OpenWorkspace, options: ImportOptions) -> Mapping[str, str]:
    """The rows of own exports that were taken over, by feature; none where the source's word counts."""
    return {} if options.side == "theirs" else memories.rows(memories.recall(opened, OWN.name))


@dataclass(frozen=True, slots=True)
class _Case:
    """An import on its way: what comes in, into what, and how.

    `base` is the workspace as its files are, `more` has the names that come into pm.yaml; `pairs` are items
    that may be features that are here.
    """

    base: OpenWorkspace
    more: Extended
    source: ReadSource
    options: ImportOptions
    pairs: tuple[Twice, ...]

    @property
    def recognised(self) -> Recognised:
        """What comes in, with its importer."""
        return self.source.recognised

    @property
    def memory(self) -> Memory:
        """What is remembered of it."""
        return self.source.memory

    @property
    def opened(self) -> OpenWorkspace:
        """The workspace into which it comes."""
        return self.more.opened

    @property
    def imported(self) -> Imported:
        """All that comes in."""
        return self.more.imported

    @property
    def backlog(self) -> Backlog:
        """The features that are here."""
        return self.opened.loaded.backlog


def _prepared(case: _Case) -> Prepared:
    """The changes of the import; features that cannot be changed so are put aside, and all is tried anew."""
    aside: dict[tuple[str, str], ImportFinding] = {}
    while True:
        tried = _tried(case, aside)
        if isinstance(tried, Prepared):
            return tried
        aside |= tried


def _tried(
    case: _Case, aside: Mapping[tuple[str, str], ImportFinding]
) -> Prepared | dict[tuple[str, str], ImportFinding]:  # fmt: skip
    """The changes without the features put aside; or those to be put aside too, by link."""
    opened, backlog, memory, options = case.opened, case.backlog, case.memory, case.options
    sorting = sorted_out(case.imported.drafts, backlog, memory, options.side, aside)
    elsewhere = Elsewhere(opened, memory)
    sorting = sorting.with_verdicts(case.pairs, backlog, elsewhere)
    fitting = Fitting(
        backlog, sorting.drafts, keeps_keys=options.keeps_keys, aside=sorting.left,
        linked=sorting.linked, merged=sorting.merged,
    )  # fmt: skip
    fitted = _fitted(case, fitting)
    arrivals = [feature for feature in fitted if feature.is_new]
    known = [feature for feature in fitted if not feature.is_new]
    comparisons = {feature.id: _compare(feature, case, elsewhere, fitting.identities) for feature in known}
    written = merged_arrivals(arrivals, sorting.merged, fitting.identities)
    new = new_files(written, opened, options.into, case.recognised.name)
    changes = [change for comparison in comparisons.values() for change in comparison.changes]
    changes += merge_changes(arrivals, sorting.merged, backlog)
    gone = _gone(case.imported.drafts, memory, by_link(backlog))
    links = {feature.id: feature.link for feature in known if comparisons[feature.id].changes}
    namesakes = renamed(arrivals, gone, backlog, memory)
    made = _made_of(case, changes, new.texts)
    stuck = stuck_in(opened, changes, made)
    if tried := {links[name]: why for name, why in stuck.items() if name in links}:
        return tried
    if isinstance(made, PmError):
        raise made
    new_names = with_used(case.more.new, made)
    if new_names != case.more.new:
        made = with_names(made, new_names)
    changed = {name: comparison for name, comparison in comparisons.items() if comparison.changes}
    return Prepared(
        source=case.source,
        imported=case.imported,
        new=new.features,
        known=len(comparisons) + len(sorting.left),
        updated={name: _fields(comparison.changes) for name, comparison in changed.items()},
        descriptions={name: comparison.descriptions for name, comparison in changed.items()},
        kept={
            name: comparison.differences or comparison.kept
            for name, comparison in comparisons.items()
            if comparison.kept
        },
        conflicts=tuple(conflict for comparison in comparisons.values() for conflict in comparison.conflicts),
        removed=tuple(draft.key for draft in sorting.removed),
        gone=gone,
        unsaid=unsaid_of(known, memory),
        stuck=tuple(finding.place for finding in aside.values()),
        findings=_findings(
            aside.values(), sorting.doubtful, namesakes, case.imported.findings, fitting.findings
        ),
        guesses=(
            *case.imported.guesses, *fitting.assumed(), *undecided_among(arrivals), *notes_in(case.imported),
        ),
        rewritten=made,
        memory_after=_memory(case, fitted, comparisons),
        twice=named(case.pairs, fitted),
        linked=frozenset(feature.id for feature in known if feature.is_linked),
        new_names=new_names,
        like=None if options.name or case.recognised.importer.is_own else _doubtful(case, known),
    )  # fmt: skip


def _fitted(case: _Case, fitting: Fitting) -> list[Fitted]:
    """The features as they fit: with what is held here, with their parents, and sound."""
    backlog, findings = case.backlog, fitting.findings
    fitted = sound(all_with_held(fitting, case.opened, case.imported, case.memory), backlog, findings)
    restored = [with_parent(feature, backlog) for feature in fitted]
    if any(feature is not other for feature, other in zip(restored, fitted, strict=True)):
        return sound(restored, backlog, findings)
    return fitted


def _findings(*sources: Iterable[ImportFinding]) -> tuple[ImportFinding, ...]:
    """All that was found; cycles first, of which people have to decide what was meant."""
    return tuple(sorted(chain(*sources), key=lambda finding: not finding.is_cycle))


def _doubtful(case: _Case, known: list[Fitted]) -> SourceMatch | None:
    """The source that this one may be, or may not be, where that is in doubt."""
    return find_match(case.opened, case.recognised, case.imported, case.memory) or find_mismatch(
        known, case.recognised, case.memory
    )


def _check_readable(opened: OpenWorkspace) -> None:
    """Nothing, where all files can be read.

    Raises:
        PmError: one cannot: nobody can say then what is here already, and what was taken out.
    """
    paths = sorted({error.location.path for error in opened.loaded.errors if error.code in _UNREADABLE})
    if paths:
        words = "a file cannot be read" if len(paths) == 1 else f"{len(paths):,} files cannot be read"
        raise PmError(
            f"nothing is imported while {words}: {listed(paths, 4)}",
            "mend it first: pm check says what is wrong", exit_code=1,
        )  # fmt: skip


def _fields(changes: tuple[FileChange, ...]) -> tuple[str, ...]:
    return tuple(dotted(change.keys) for change in changes)


def _compare(fitted: Fitted, case: _Case, elsewhere: Elsewhere, identities: Identities) -> Compared:
    if case.recognised.importer.is_own and not fitted.draft.speaks:
        return Compared((), (), ())
    current, data = case.backlog.own(fitted.id), data_of(fitted.id, case.opened)
    if case.recognised.importer.is_own:
        said = digits_here(current, data, fitted.draft.speaks or ())
        return compared(fitted, current, data, said, case.options.side)
    before = case.memory.given.get(fitted.draft.key, {})
    comparison = compared(fitted, current, data, before, case.options.side, elsewhere.of(current))
    comparison = with_merging(comparison, fitted, current, identities)
    return with_links(comparison, fitted, current)


def _gone(
    drafts: tuple[ImportedFeature, ...], memory: Memory, linked: Iterable[tuple[str, str]]
) -> tuple[str, ...]:  # fmt: skip
    keys = {draft.key for draft in drafts}
    known = {key for _, key in linked}
    return tuple(key for key in memory.given if key not in keys and key in known)


def _memory(case: _Case, fitted: list[Fitted], comparisons: Mapping[str, Compared]) -> bytes | None:
    """The memory of the source; of an own export its rows, where something of it was taken over."""
    if case.recognised.importer.is_own:
        is_changed = any(feature.is_new or comparisons[feature.id].changes for feature in fitted)
        rows = {feature.id: feature.draft.row for feature in fitted} if is_changed else {}
        return memories.with_rows(case.memory, OWN.name, rows)
    memory, mapping, recognised = case.memory, case.imported.mapping, case.recognised
    given = {
        feature.draft.key: remembered(feature) if feature.is_new else comparisons[feature.id].digits
        for feature in fitted
    }
    said = {**memory.columns, **case.options.mapping}
    left = {name for name, meaning in said.items() if not mapping.get(name, meaning)}
    columns = {name: meaning for name, meaning in mapping.items() if meaning or name in left}
    columns |= {name: meaning for name, meaning in said.items() if name not in mapping and name != ":name"}
    return memories.written(memory, recognised.importer.name, recognised.source.name, columns, given)


def _made_of(case: _Case, changes: list[FileChange], new: Mapping[str, bytes]) -> ChangeSet | PmError:
    """The files with the changes, or why that cannot be."""
    try:
        return rewritten(case.opened, changes, new_files=new, base=case.base)
    except PmError as fault:
        return fault

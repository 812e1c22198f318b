"""Files mended: what `pm check --fix` and `--add-ignores` change, every other byte kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from pmcli import edit, files
from pmcli.api import Loaded
from pmcli.backlog import Backlog, Keys
from pmcli.changes.pairing import renames
from pmcli.checks import Selection, check
from pmcli.diagnostic import Diagnostic, Fix, PmError
from pmcli.loading import feature_globs
from pmcli.loading import load as load_texts

ROUNDS = 10
"""Mending one thing may bring another to light; after so many rounds it is left."""
Texts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Mended:
    """What was changed: the texts of the files changed, before and after, by path.

    `done` are the titles of what was done, each with its finding's place and code; `refused` are findings
    that could not be mended, with the reason. `loaded` is the backlog afterwards.
    """

    before: dict[str, bytes]
    after: dict[str, bytes]
    done: tuple[tuple[Diagnostic, str], ...]
    refused: tuple[tuple[Diagnostic, str], ...]
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class _Desk:
    """How texts are read and checked."""

    root: Path
    faults: tuple[Diagnostic, ...]
    clock: date
    today: date | None
    selection: Selection | None

    def load(self, texts: Texts) -> Loaded:
        backlog, told = load_texts(texts, clock=self.clock, today=self.today, faults=self.faults)
        backlog = replace(backlog, exists=partial(files.exists, self.root))
        return Loaded(backlog, check(backlog, told, selection=self.selection))


def mend(
    folder: str | Path = ".",
    *,
    selection: Selection | None = None,
    today: date | None = None,
    clock: date | None = None,
) -> Mended:
    """The workspace with everything mended that can be mended without changing what it means.

    Nothing is written: `write` does that.

    Raises:
        PmError: there is no workspace.
    """
    root, texts, desk = _open(folder, selection, today, clock)
    names = _new_names(root, texts, desk)
    done: list[tuple[Diagnostic, str]] = []
    refused: dict[tuple[str, str, str], tuple[Diagnostic, str]] = {}
    now = dict(texts)
    for _ in range(ROUNDS):
        loaded = desk.load(now)
        fixes = [(one, fix) for one in loaded.diagnostics if (fix := one.fix) and _loses_nothing(one, loaded)]
        fixes += _renamings(loaded, names)
        mended = _round(now, fixes, done, refused)
        if mended == now:
            break
        now = mended
    return _mended(texts, now, done, refused.values(), desk)


def silence(
    folder: str | Path,
    reason: str,
    *,
    told: Callable[[Diagnostic], bool] = lambda _: True,
    selection: Selection | None = None,
    today: date | None = None,
    clock: date | None = None,
) -> Mended:
    """The workspace with a comment at every finding (that `told` names), which silences it for a reason.

    What cannot be read cannot be silenced.

    Raises:
        PmError: there is no workspace, or no reason.
    """
    if not reason.strip() or "\n" in reason:
        raise PmError("--add-ignores needs a reason on one line", "such as: known when we began to check")
    _, texts, desk = _open(folder, selection, today, clock)
    by_line: dict[tuple[str, int], list[Diagnostic]] = {}
    for one in desk.load(texts).diagnostics:
        if told(one) and one.code[:3] not in ("PM0", "PM9"):
            by_line.setdefault((one.location.path, one.location.line), []).append(one)
    done: list[tuple[Diagnostic, str]] = []
    refused: list[tuple[Diagnostic, str]] = []
    now = dict(texts)
    for (path, line), some in sorted(by_line.items(), key=lambda one: (one[0][0], -one[0][1])):
        codes = ", ".join(dict.fromkeys(one.code for one in some))
        try:
            now[path] = edit.comment(now[path], path, line, f"pm: ignore {codes} because {reason.strip()}")
            done += [(one, "silenced") for one in some]
        except edit.CannotEdit as fault:
            refused += [(one, str(fault)) for one in some]
    return _mended(texts, now, done, refused, desk)


def write(folder: str | Path, mended: Mended) -> None:
    """Write the files that changed, each whole or not at all.

    Raises:
        PmError: a file was changed by somebody else meanwhile, or cannot be written.
    """
    root = files.find_workspace(Path(folder))
    for path, text in mended.after.items():
        files.write_back(root, path, mended.before[path], text)


def _open(
    folder: str | Path, selection: Selection | None, today: date | None, clock: date | None
) -> tuple[Path, dict[str, bytes], _Desk]:
    root = files.find_workspace(Path(folder))
    found = files.read(root, feature_globs(files.read_workspace_file(root)))
    return root, dict(found.texts), _Desk(root, found.faults, clock or date.today(), today, selection)


def _mended(
    texts: Texts, now: Texts, done: list[tuple[Diagnostic, str]],
    refused: Iterable[tuple[Diagnostic, str]], desk: _Desk,
) -> Mended:  # fmt: skip
    changed = [path for path in sorted(texts) if texts[path] != now[path]]
    return Mended(
        {path: texts[path] for path in changed}, {path: now[path] for path in changed},
        tuple(done), tuple(refused), desk.load(now),
    )  # fmt: skip


def _loses_nothing(one: Diagnostic, loaded: Loaded) -> bool:
    """Whether nothing unread stands where a fix would drop a piece: a key misspelt is not dropped with it."""
    where = (one.location.path, one.location.line)
    return (one.fix is None or one.fix.do != "drop") or not any(
        other.code == "PM101" and (other.location.path, other.location.line) == where
        for other in loaded.diagnostics
    )


def _round(
    texts: Texts,
    fixes: list[tuple[Diagnostic, Fix]],
    done: list[tuple[Diagnostic, str]],
    refused: dict[tuple[str, str, str], tuple[Diagnostic, str]],
) -> dict[str, bytes]:
    """The texts with the fixes made, from the end of each file to its beginning, each piece touched once."""
    now = dict(texts)
    touched: set[tuple[str, int, Keys]] = set()
    for one, fix in sorted(fixes, key=lambda pair: (pair[1].path, _reversed(pair[0]))):
        piece = (fix.path, fix.document, (fix.do, fix.line) if fix.line else fix.keys)
        if piece in touched or fix.path not in now:
            continue
        touched.add(piece)
        try:
            now[fix.path] = applied(now[fix.path], fix)
            done.append((one, fix.title))
        except edit.CannotEdit as fault:
            refused[one.location.path, one.code, one.message] = (one, str(fault))
    return now


def _reversed(one: Diagnostic) -> tuple[int, int]:
    return (-one.location.line, -one.location.column)


def applied(text: bytes, fix: Fix) -> bytes:
    """A text with a fix made.

    Raises:
        CannotEdit: it cannot be made without touching more.
    """
    way = (text, fix.path, fix.document, fix.keys)
    if fix.do == "drop":
        return edit.drop(*way)
    if fix.do == "rename":
        return edit.rename_key(*way, fix.text)
    if fix.do == "order":
        return edit.order(*way, fix.text.split(","))
    if fix.do == "uncomment":
        return edit.uncomment(text, fix.path, fix.line, fix.text)
    try:
        return edit.put(*way, fix.text)
    except edit.CannotEdit:
        if fix.keys[-1:] != ("id",):
            raise
        return edit.put(text, fix.path, fix.document, fix.keys[:-1], fix.text)  # `- sso`, not `- id: sso`


# --- references to features that have another id now ---


def _new_names(root: Path, texts: Texts, desk: _Desk) -> dict[str, str]:
    """New ids by old of the features renamed since the last commit, as what they say shows."""
    if not files.is_repository(root):
        return {}
    try:
        head = files.resolve_revision(root, "HEAD")
        globs = feature_globs(files.read_workspace_file_at(root, head))
        old = desk.load(files.read_at(root, head, globs).texts).backlog
    except PmError:
        return {}  # no commit yet, or no workspace in it
    return renames(old, desk.load(texts).backlog)


def _renamings(loaded: Loaded, names: Mapping[str, str]) -> Iterator[tuple[Diagnostic, Fix]]:
    backlog = loaded.backlog
    for one in loaded.diagnostics if names else ():
        feature = one.feature
        if one.code not in ("PM104", "PM105") or feature is None or one.fix is not None:
            continue
        if feature not in backlog.features:
            continue
        for keys, name in _references(backlog, feature):
            if name in names and backlog.locate(feature, keys) == one.location:
                origin = backlog.origins[feature]
                way = (*origin.keys, *keys)
                title = f"write {names[name]}, as it is called now"
                yield one, Fix(title, origin.path, "put", origin.document, way, names[name])


def _references(backlog: Backlog, feature: str) -> Iterator[tuple[Keys, str]]:
    """The way to every id of another feature in one, and the id."""
    record = backlog.features[feature]
    for number, need in enumerate(record.depends_on):
        yield ("depends_on", number, "id"), need.id
    for number, other in enumerate(record.conflicts_with):
        yield ("conflicts_with", number), other
    if record.parent is not None:
        yield ("parent",), record.parent
    for number, decision in enumerate(record.decisions):
        if decision.feature is not None:
            yield ("decisions", number, "feature"), decision.feature

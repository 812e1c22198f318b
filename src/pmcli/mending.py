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
from pmcli.checks import ADVICE, Selection, check
from pmcli.diagnostic import Diagnostic, Fix, PmError
from pmcli.loading import feature_globs
from pmcli.loading import load as load_texts

ROUNDS = 10
"""Mending one thing may bring another to light; after so many rounds it is left."""
UNTRUE = "every answer would be untrue, and nobody told: mend it, or write the comment yourself"
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
    told: Callable[[Diagnostic], bool] = lambda _: True,
    selection: Selection | None = None,
    today: date | None = None,
    clock: date | None = None,
) -> Mended:
    """The workspace with everything mended (that `told` names) without changing what it means.

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
        fixes = [(one, fix) for one, fix in fixes if told(one)]
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

    What cannot be read cannot be silenced, and what would make a ranking untrue is refused: a comment there
    must be a person's own.

    Raises:
        PmError: there is no workspace, or no reason.
    """
    if not reason.strip() or "\n" in reason:
        raise PmError("--add-ignores needs a reason on one line", "such as: known when we began to check")
    _, texts, desk = _open(folder, selection, today, clock)
    by_line: dict[tuple[str, int], list[Diagnostic]] = {}
    done: list[tuple[Diagnostic, str]] = []
    refused: list[tuple[Diagnostic, str]] = []
    for one in desk.load(texts).diagnostics:
        if not told(one) or one.code[:3] in ("PM0", "PM9"):
            continue
        if one.severity == "error" and one.code not in ADVICE:
            refused.append((one, UNTRUE))
        else:
            by_line.setdefault((one.location.path, one.location.line), []).append(one)
    desks = _Files(texts)
    for (path, line), some in sorted(by_line.items(), key=lambda one: (one[0][0], -one[0][1])):
        codes = ", ".join(dict.fromkeys(one.code for one in some))
        words = f"pm: ignore {codes} because {reason.strip()}"
        try:
            desks.at_line(path, line, partial(_commented, words))
            done += [(one, "silenced") for one in some]
        except edit.CannotEdit as fault:
            refused += [(one, str(fault)) for one in some]
    return _mended(texts, desks.texts(), done, refused, desk)


def _commented(words: str, text: bytes, path: str, line: int) -> bytes:
    return edit.comment(text, path, line, words)


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
    desks = _Files(texts)
    touched: set[tuple[str, int, Keys]] = set()
    for one, fix in sorted(fixes, key=lambda pair: (pair[1].path, _reversed(pair[0]))):
        piece = (fix.path, fix.document, (fix.do, fix.line) if fix.line else fix.keys)
        if piece in touched or fix.path not in texts:
            continue
        touched.add(piece)
        try:
            desks.apply(fix)
            done.append((one, fix.title))
        except edit.CannotEdit as fault:
            refused[one.location.path, one.code, one.message] = (one, str(fault))
    return desks.texts()


class _Files:
    """Files as they are edited: lists item by item, all others as a whole."""

    def __init__(self, texts: Texts) -> None:
        self._texts = dict(texts)
        self._pieces: dict[str, edit.Pieces | None] = {}

    def texts(self) -> dict[str, bytes]:
        """The files, put together."""
        for path, pieces in self._pieces.items():
            if pieces is not None:
                self._texts[path] = pieces.whole()
        self._pieces.clear()
        return dict(self._texts)

    def apply(self, fix: Fix) -> None:
        """A fix made.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        if fix.line:
            self.at_line(
                fix.path, fix.line, lambda text, path, line: applied(text, replace(fix, path=path, line=line))
            )
            return
        pieces = self._of(fix.path)
        item = fix.keys[0] if fix.keys and fix.document == 0 else None
        if pieces is None or not isinstance(item, int) or len(fix.keys) == 1:
            self._as_a_whole(fix.path, lambda text: applied(text, fix))
            return
        own = replace(fix, path=edit.PIECE, keys=(0, *fix.keys[1:]))
        self._pieces[fix.path] = pieces.edited(item, lambda text: applied(text, own))

    def at_line(self, path: str, line: int, change: Callable[[bytes, str, int], bytes]) -> None:
        """A change at a line (from 1); `change` takes a text, what it is called, and the line in it.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        pieces = self._of(path)
        item = pieces.at(line) if pieces is not None else None
        if pieces is None or item is None:
            self._as_a_whole(path, lambda text: change(text, path, line))
            return
        first = pieces.lines[item] - 1
        self._pieces[path] = pieces.edited(item, lambda text: change(text, edit.PIECE, line - first))

    def _as_a_whole(self, path: str, change: Callable[[bytes], bytes]) -> None:
        pieces = self._pieces.pop(path, None)
        if pieces is not None:
            self._texts[path] = pieces.whole()
        self._texts[path] = change(self._texts[path])

    def _of(self, path: str) -> edit.Pieces | None:
        if path not in self._pieces:
            self._pieces[path] = edit.Pieces.of(self._texts[path], path)
        return self._pieces[path]


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
            if names.get(name, feature) != feature and backlog.locate(feature, keys) == one.location:
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

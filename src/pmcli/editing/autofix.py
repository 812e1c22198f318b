"""Files mended by `pm check --fix` and `--add-ignores`, every other byte kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Final

from pmcli.checks import ADVICE
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import Diagnostic, Fix, PmError
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.changes.pairing import renames
from pmcli.workspace import files
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.opening import OpenWorkspace
from pmcli.yaml import edit

ROUNDS = 10
"""The number of rounds, for mending one thing may bring another to light."""
_OF_A_NAME = ("PM104", "PM105", "PM311", "PM318")
"""The rules on ids that no feature has: it may have another now, which only commits can tell."""
UNTRUE = "every answer would be untrue, and nobody told: mend it, or write the comment yourself"
Texts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Autofixed:
    """The texts of the files that mending changes, before and after, by path.

    `done` are the titles of what was done, each with its finding's place and code; `refused` are findings
    that could not be mended, with the reason. `loaded` is the backlog afterwards.
    """

    opened: OpenWorkspace
    before: dict[str, bytes]
    after: dict[str, bytes]
    done: tuple[tuple[Diagnostic, str], ...]
    refused: tuple[tuple[Diagnostic, str], ...]
    loaded: Loaded


def mend(opened: OpenWorkspace, *, selected: Callable[[Diagnostic], bool] = lambda _: True) -> Autofixed:
    """The workspace with every `selected` finding mended that has a fix; it means the same.

    Nothing is written: `write` does that.
    """
    texts = opened.texts
    lost = [each for each in opened.loaded.diagnostics if each.code in _OF_A_NAME and selected(each)]
    done: list[tuple[Diagnostic, str]] = []
    refused: dict[tuple[str, str, str], tuple[Diagnostic, str]] = {}
    names: dict[str, str] = {}
    try:
        names = _new_names(opened) if lost else {}
    except PmError as fault:
        why = f"nobody can tell whether it has another name now: {fault.message}"
        refused = {each.identity: (each, why) for each in lost}
    now = dict(texts)
    for _ in range(ROUNDS):
        loaded = opened.replaced(now).loaded
        fixes = [*_renamings(loaded, names), *_losing_nothing(loaded)]
        fixes = [(diagnostic, fix) for diagnostic, fix in fixes if selected(diagnostic)]
        mended = _round(now, fixes, done, refused)
        if mended == now:
            break
        now = mended
    return _mended(texts, now, done, refused.values(), opened)


def repairs(
    opened: OpenWorkspace, *, selected: Callable[[Diagnostic], bool] = lambda _: True
) -> tuple[tuple[Diagnostic, Fix], ...]:  # fmt: skip
    """The `selected` findings that `mend` would mend in its first round, each with what mends it."""
    loaded = opened.loaded
    chosen = [each for each in loaded.diagnostics if selected(each)]
    names: dict[str, str] = {}
    if any(each.code in _OF_A_NAME for each in chosen):
        with suppress(PmError):  # nobody can tell whether they have another name now
            names = _new_names(opened)
    fixes = [*_renamings(loaded, names), *_losing_nothing(loaded)]
    return tuple(pair for pair in fixes if selected(pair[0]))


def repaired(texts: Texts, fix: Fix) -> bytes | None:
    """The text of its file with one fix made; None where it cannot be."""
    if fix.path not in texts:
        return None
    text, refused = _file(texts[fix.path], fix.path, [fix])
    return None if refused else text


def silence(
    opened: OpenWorkspace, reason: str, *, selected: Callable[[Diagnostic], bool] = lambda _: True
) -> Autofixed:  # fmt: skip
    """The workspace with a comment at every `selected` finding, which silences it for a reason.

    What cannot be read cannot be silenced, and what would make a ranking untrue is refused: a comment there
    must be a person's own.

    Raises:
        PmError: there is no reason.
    """
    if not reason.strip() or "\n" in reason:
        raise PmError("--add-ignores needs a reason on one line", "such as: known when we began to check")
    texts = opened.texts
    by_line: dict[tuple[str, int], list[Diagnostic]] = {}
    done: list[tuple[Diagnostic, str]] = []
    refused: list[tuple[Diagnostic, str]] = []
    for diagnostic in opened.loaded.diagnostics:
        if not selected(diagnostic) or diagnostic.is_unreadable or diagnostic.code[:3] == "PM9":
            continue
        if diagnostic.severity == "error" and diagnostic.code not in ADVICE:
            refused.append((diagnostic, UNTRUE))
        else:
            by_line.setdefault((diagnostic.location.path, diagnostic.location.line), []).append(diagnostic)
    now = dict(texts)
    places = sorted(by_line.items(), key=lambda item: (item[0][0], -item[0][1]))
    for path, lines in groupby(places, lambda item: item[0][0]):
        some = [*lines]
        edits = [edit.LineEdit("comment", line, _ignoring(each, reason)) for (_, line), each in some]
        now[path], reasons = edit.edit_all(texts[path], path, edits)
        for (_, each), why in zip(some, reasons, strict=True):
            done += [(diagnostic, "silenced") for diagnostic in each if why is None]
            refused += [(diagnostic, why) for diagnostic in each if why is not None]
    return _mended(texts, now, done, refused, opened)


def _ignoring(some: Iterable[Diagnostic], reason: str) -> str:
    codes = ", ".join(dict.fromkeys(diagnostic.code for diagnostic in some))
    return f"pm: ignore {codes} because {reason.strip()}"


def write(mended: Autofixed) -> None:
    """Writes the files that changed: all of them, or none.

    Raises:
        PmError: a file was changed by somebody else meanwhile, or cannot be written.
    """
    mended.opened.write(mended.before, mended.after)


def _mended(
    texts: Texts, now: Texts, done: list[tuple[Diagnostic, str]],
    refused: Iterable[tuple[Diagnostic, str]], opened: OpenWorkspace,
) -> Autofixed:  # fmt: skip
    changed = [path for path in sorted(texts) if texts[path] != now[path]]
    return Autofixed(
        opened, {path: texts[path] for path in changed}, {path: now[path] for path in changed},
        tuple(done), tuple(refused), opened.replaced(now).loaded,
    )  # fmt: skip


def _losing_nothing(loaded: Loaded) -> Iterator[tuple[Diagnostic, Fix]]:
    """The findings with a fix that drops nothing unread: no misspelt key, no promise of what is unread."""
    unread = any(other.is_unreadable for other in loaded.diagnostics)
    misspelt = {_line(other) for other in loaded.diagnostics if other.code == "PM101"}
    for diagnostic in loaded.diagnostics:
        fix = diagnostic.fix
        if fix is None or (diagnostic.code == "PM311" and unread):
            continue
        if fix.do != "drop" or _line(diagnostic) not in misspelt:
            yield diagnostic, fix


def _line(diagnostic: Diagnostic) -> tuple[str, int]:
    return diagnostic.location.path, diagnostic.location.line


def _round(
    texts: Texts,
    fixes: list[tuple[Diagnostic, Fix]],
    done: list[tuple[Diagnostic, str]],
    refused: dict[tuple[str, str, str], tuple[Diagnostic, str]],
) -> dict[str, bytes]:
    """The texts with the fixes made, each place touched once."""
    now = dict(texts)
    pieces: dict[tuple[str, int, Keys], tuple[Diagnostic, Fix]] = {}
    for diagnostic, fix in sorted(fixes, key=_from_the_end):
        piece = (fix.path, fix.document, (fix.do, fix.line) if fix.line else fix.keys)
        if fix.path in texts:
            pieces.setdefault(piece, (diagnostic, fix))
    for path, some in groupby(pieces.values(), lambda pair: pair[1].path):
        pairs = [*some]
        now[path], reasons = _file(now[path], path, [fix for _, fix in pairs])
        for at, (diagnostic, fix) in enumerate(pairs):
            if at not in reasons:
                done.append((diagnostic, fix.title))
            else:
                where = diagnostic.location.path, diagnostic.code, diagnostic.message
                refused[where] = (diagnostic, reasons[at])
    return now


def _from_the_end(pair: tuple[Diagnostic, Fix]) -> tuple[str, int, int]:
    diagnostic, fix = pair
    return fix.path, -diagnostic.location.line, -diagnostic.location.column


# --- the fixes of one file ---


def _file(text: bytes, path: str, fixes: Sequence[Fix]) -> tuple[bytes, dict[int, str]]:
    """A text with the fixes made, and why others cannot be, by place: those first that move no keys."""
    refused: dict[int, str] = {}
    lines = [(at, edit.LineEdit("uncomment", fix.line, fix.text)) for at, fix in enumerate(fixes) if fix.line]
    text = _all(text, path, lines, refused)
    text = _in_maps(text, path, fixes, refused)
    values = [(at, _of_keys(fix)) for at, fix in enumerate(fixes) if fix.do == "put"]
    text = _all(text, path, values, refused)
    short = [(at, replace(each, keys=each.keys[:-1])) for at, each in values if _is_id(each, at in refused)]
    for at, _ in short:
        del refused[at]
    text = _all(text, path, short, refused)  # `- sso`, not `- id: sso`
    keys = [(at, _of_keys(fix)) for at, fix in enumerate(fixes) if fix.do in ("rename", "drop")]
    return _all(text, path, keys, refused), refused


def _is_id(value: edit.KeyEdit, refused: bool) -> bool:  # noqa: FBT001 - the last of two conditions
    return refused and value.keys[-1:] == ("id",)


def _of_keys(fix: Fix) -> edit.KeyEdit:
    do: Final = "put" if fix.do == "put" else "rename" if fix.do == "rename" else "drop"
    return edit.KeyEdit(do, fix.document, fix.keys, fix.text)


def _all(
    text: bytes, path: str, edits: Sequence[tuple[int, edit.Edit]], refused: dict[int, str]
) -> bytes:  # fmt: skip
    text, reasons = edit.edit_all(text, path, [each for _, each in edits])
    refused |= {at: why for (at, _), why in zip(edits, reasons, strict=True) if why is not None}
    return text


def _in_maps(text: bytes, path: str, fixes: Sequence[Fix], refused: dict[int, str]) -> bytes:
    """A text with keys put in order, and others added."""
    buffer = edit.EditBuffer({path: text})
    for at, fix in enumerate(fixes):
        if fix.do not in ("order", "fill"):
            continue
        try:
            buffer.at_keys(path, fix.document, fix.keys, partial(_map_mended, fix), keeps=True)
        except edit.CannotEdit as fault:
            refused[at] = fault.reason
    return buffer.texts()[path]


def _map_mended(fix: Fix, text: bytes, path: str, document: int, keys: Keys) -> bytes:
    if fix.do == "order":
        return edit.order(text, path, document, keys, fix.text.split(","))
    for name in fix.text.split("\n"):
        text = edit.put_value(text, path, document, (*keys, name), "open")
    return text


# --- references to features that have another id now ---


def _new_names(opened: OpenWorkspace) -> dict[str, str]:
    """New ids by old of the features renamed since the last commit, paired by their content.

    Raises:
        PmError: git cannot read the last commit, or cannot be asked.
    """
    if not files.is_repository(opened.root) or not files.has_commits(opened.root):
        return {}
    try:
        old = opened.at("HEAD").unchecked.backlog
    except files.NoWorkspaceError:
        return {}
    return renames(old, opened.loaded.backlog)


def _renamings(loaded: Loaded, names: Mapping[str, str]) -> Iterator[tuple[Diagnostic, Fix]]:
    backlog = loaded.backlog
    for diagnostic in loaded.diagnostics if names else ():
        feature = diagnostic.feature
        if diagnostic.code == "PM311":
            yield from _promise_renamed(diagnostic, backlog, names)
        if diagnostic.code == "PM318" and names.get(str(diagnostic.keys[-1])) in backlog.features:
            yield diagnostic, _rating_renamed(diagnostic, names[str(diagnostic.keys[-1])])
        if diagnostic.code not in ("PM104", "PM105") or feature is None or diagnostic.fix is not None:
            continue
        if feature not in backlog.features:
            continue
        for keys, name in _references(backlog, feature):
            if names.get(name, feature) != feature and backlog.locate(feature, keys) == diagnostic.location:
                origin = backlog.origins[feature]
                path = (*origin.keys, *keys)
                title = f"write {names[name]}, as it is called now"
                yield diagnostic, Fix(title, origin.path, "put", origin.document, path, names[name])


def _promise_renamed(
    diagnostic: Diagnostic, backlog: Backlog, names: Mapping[str, str]
) -> Iterator[tuple[Diagnostic, Fix]]:  # fmt: skip
    for entry in backlog.agreement.listed if backlog.agreement is not None else ():
        if entry.keys == diagnostic.keys and entry.feature in names:
            new = names[entry.feature]
            yield diagnostic, Fix(f"write {new}, as it is called now", PLAN_FILE, "put", 0, entry.keys, new)


def _rating_renamed(diagnostic: Diagnostic, new: str) -> Fix:
    title = f"write {new}, as it is called now"
    return Fix(title, diagnostic.location.path, "rename", 0, diagnostic.keys, new)


def _references(backlog: Backlog, feature: str) -> Iterator[tuple[Keys, str]]:
    """The ids of other features in one, each with the keys that lead to it."""
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

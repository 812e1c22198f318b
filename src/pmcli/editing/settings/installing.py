"""What `pm schema --install` writes: the schemas of a workspace, and the settings of an editor."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pmcli.checks.schemas import own_of_backlog
from pmcli.editing.settings.commented_json import UnsafeError
from pmcli.editing.settings.editors import Editor, Schemas
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.schemas.files import SCHEMAS
from pmcli.model.schemas.mark import mark_in
from pmcli.model.special_files import LONGEST_HEAD, PLAN_FILE, RATINGS
from pmcli.model.special_files import SCHEMAS as FOLDER
from pmcli.workspace import files

_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Installation:
    """Files before and after, by path: the schemas in the workspace, the settings in the folder `home`.

    `unsafe` are files of settings that cannot be changed without a risk to what stands in them.
    """

    root: Path
    home: Path
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)
    settings_before: Mapping[str, bytes] = field(default_factory=dict)
    settings_after: Mapping[str, bytes] = field(default_factory=dict)
    unsafe: tuple[str, ...] = ()

    def write(self) -> None:
        """Writes all of it, the schemas first.

        Raises:
            PmError: a file was changed meanwhile, or cannot be written.
        """
        if self.after:
            files.write_all(self.root, self.before, self.after)
        for path, text in self.settings_after.items():
            old = self.settings_before.get(path)
            files.write_all(self.home, {} if old is None else {path: old}, {path: text})


def path_of(kind: str) -> str:
    """The path of a schema in a workspace."""
    return f"{FOLDER}/{kind}.schema.json"


def text_of(kind: str, backlog: Backlog) -> str:
    """The text of a schema, with what it is to know of a workspace."""
    return json.dumps(SCHEMAS[kind](own_of_backlog(backlog)), indent=1, ensure_ascii=False) + "\n"


def installation(root: Path, backlog: Backlog, editor: Editor | None, globs: tuple[str, ...]) -> Installation:
    """What is to be written so that an editor knows the workspace; only the schemas where it is None.

    Raises:
        PmError: a file that is not pm's stands where a schema would.
    """
    before, after = _schemas(root, backlog)
    home = home_of(root)
    old: dict[str, bytes] = {}
    new: dict[str, bytes] = {}
    unsafe = []
    wanted = editor.files(schemas_from(root, home, globs)) if editor is not None else {}
    for path, change in wanted.items():
        text = _read(home, path)
        try:
            changed = change((text or b"").decode("utf-8")).encode()
        except (UnsafeError, UnicodeDecodeError):
            unsafe.append(path)
            continue
        if changed != text:
            new[path] = changed
            if text is not None:
                old[path] = text
    return Installation(root, home, before, after, old, new, tuple(unsafe))


def home_of(root: Path) -> Path:
    """The folder that an editor opens: the top of the git repository, else the workspace."""
    within = files.path_in_repository(root)
    return Path(os.path.realpath(root)).parents[within.count("/") - 1] if within else root


def schemas_from(root: Path, home: Path, globs: tuple[str, ...]) -> Schemas:
    """The patterns of the files of each schema, as paths from `home`."""
    lead = (
        ""
        if home == root
        else f"{os.path.relpath(os.path.realpath(root), os.path.realpath(home))}/".replace("\\", "/")
    )
    ratings = [f"{RATINGS}*{suffix}" for suffix in _SUFFIXES]
    named = {
        "feature": [pattern for glob in globs for pattern in _patterns(glob)],
        "workspace": [WORKSPACE_FILE], "plan": [PLAN_FILE], "ratings": ratings,
    }  # fmt: skip
    return {f"{lead}{path_of(kind)}": [f"{lead}{pattern}" for pattern in named[kind]] for kind in SCHEMAS}


def _patterns(glob: str) -> Iterator[str]:
    """The patterns of the YAML files that a glob of pm.yaml names."""
    clean = glob.removeprefix("./")
    last = clean.rpartition("/")[2]
    if clean.endswith(_SUFFIXES):
        yield clean
    elif clean.endswith("/") or "." not in last:
        stem = clean.rstrip("/")
        for suffix in _SUFFIXES:
            yield (
                f"{stem}{suffix}"
                if last == "*"
                else f"{stem}/*{suffix}"
                if last == "**"
                else f"{stem}/**/*{suffix}"
            )
    elif last.endswith("*"):
        yield clean


def _schemas(root: Path, backlog: Backlog) -> tuple[dict[str, bytes], dict[str, bytes]]:
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for kind in SCHEMAS:
        path, text = path_of(kind), text_of(kind, backlog).encode()
        old = _read(root, path)
        if old == text:
            continue
        if old is not None:
            if mark_in(old[:LONGEST_HEAD].decode("utf-8", "replace")) is None and not _is_made_by_hand(old):
                raise PmError(
                    f"{path} is a file of your own: pm does not write over it", "move it, or delete it"
                )
            before[path] = old
        after[path] = text
    return before, after


def _is_made_by_hand(text: bytes) -> bool:
    """Whether it is a schema that somebody had `pm schema` write."""
    return any(title in text[: LONGEST_HEAD * 2] for title in (b"of a pm backlog", b"for a pm backlog"))


def _read(folder: Path, path: str) -> bytes | None:
    try:
        return (folder / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PmError(f'cannot read "{path}": {fault.strerror}') from None

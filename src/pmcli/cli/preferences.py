"""How one person wants things to look: from the environment and a file of theirs, never from a workspace.

Nothing here changes what an answer is: the same files give everybody the same plan. The table `PREFERENCES`
is what `pm --help --all` tells of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pmcli.cli.options import COLORS
from pmcli.model.diagnostic import PmError, did_you_mean

_LONGEST = 9
_NO = ("", "0", "no", "false", "off")
_YES = ("1", "yes", "true", "on")
LARGEST: Final = 64 * 1024
"""Bytes that a person's file may have."""
_LONGEST_TOLD, _BEYOND = 60, 10**18
_AT_LINE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How things look unless an option says so; None where nothing is said.

    `width_at_terminal` is the file's, which counts at a terminal only: what goes to another program is not
    cut for a person's taste. `pager` is a command line, "" for none.
    """

    width: int | None = None
    width_at_terminal: int | None = None
    color: str | None = None
    pager: str | None = None
    no_pager: bool = False
    quiet: bool = False
    verbose: bool = False


# --- values ---


def _cells(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return min(value, _BEYOND) if value > 0 else None
    text = str(value) if isinstance(value, str) else ""
    is_number = text.isascii() and text.isdigit()
    return int(text[:_LONGEST]) if is_number and int(text[:_LONGEST]) > 0 else None


def _color(value: object) -> str | None:
    return value.casefold() if isinstance(value, str) and value.casefold() in COLORS else None


def _command(value: object) -> str | None:
    return "" if value is False else value if isinstance(value, str) else None


def _switch(value: object) -> bool | None:
    word = str(value).casefold()
    return False if word in _NO else True if word in _YES else None


@dataclass(frozen=True, slots=True)
class Preference:
    """A key of the file, its variable in the environment, and the values that it takes."""

    key: str
    metavar: str
    about: str
    expected: str
    read: Callable[[object], int | str | bool | None]

    @property
    def variable(self) -> str:
        """The variable, such as PM_NO_PAGER."""
        return f"PM_{self.name.upper()}"

    @property
    def name(self) -> str:
        """The field of `Preferences`."""
        return self.key.replace("-", "_")

    def value(self, given: object, where: str) -> int | str | bool:
        """The value.

        Raises:
            PmError: it is none.
        """
        value = self.read(given)
        if value is None:
            found = _told(given)
            hint = did_you_mean(str(given), COLORS) if self.key == "color" else None
            raise PmError(f"{where}: found {found}, expected {self.expected}", hint)
        return value


PREFERENCES = (
    Preference("width", "N", "cells a line may have; that of the file at a terminal only",
               "a whole number above 0", _cells),
    Preference("color", "|".join(COLORS), "colours", "auto, always or never", _color),
    Preference("pager", "COMMAND", 'the pager; "" or cat: none; unset: PAGER, else less',
               "a command in quotes, or false", _command),
    Preference("no-pager", "1", "no pager", "true or false", _switch),
    Preference("quiet", "1", "as -q", "true or false", _switch),
    Preference("verbose", "1", "as -v", "true or false", _switch),
)  # fmt: skip
"""Everything that the environment and the file may say."""
ANSWERS = (
    "model", "today", "rev", "directory", "partial", "where", "columns", "top", "by", "audience", "since",
    "format", "output",
)  # fmt: skip
"""Options that change what the answer is, or into what it is written: neither may say them."""
WHY = "the same files give everybody the same answer"


def _told(given: object) -> str:
    """What was found where a value was expected, in a few letters."""
    if isinstance(given, (list, dict)):
        return "a list" if isinstance(given, list) else "a table"
    if isinstance(given, int) and abs(given) >= _BEYOND:
        return "a number of very many digits"
    text = f'"{given}"' if isinstance(given, str) else str(given).lower()
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


# --- reading ---


def preferences(environment: Mapping[str, str]) -> Preferences:
    """What the variables say, and where they say nothing, the file.

    Raises:
        PmError: one of them says what cannot be.
    """
    found = _of_file(environment)
    if found.width is not None:
        found = replace(found, width=None, width_at_terminal=found.width)
    given = {
        preference.name: preference.value(value, preference.variable)
        for preference in PREFERENCES
        if (value := environment.get(preference.variable)) or (value == "" and preference.read is _command)
    }
    return replace(found, **given)  # type: ignore[arg-type]  # each is of the type of its field


def lenient(environment: Mapping[str, str]) -> Preferences:
    """The same, nothing where it cannot be read: for help, and for the words of an error."""
    try:
        return preferences(environment)
    except PmError:
        return Preferences()


def ignored(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that would change the answer, and is not read.

    It is for a person: scripts have variables of these names for their own ends.
    """
    for key in ANSWERS:
        if environment.get(name := f"PM_{key.upper()}"):
            yield f"{name} is not read, for {WHY}: --{key} says it for one run"


def file_of(environment: Mapping[str, str]) -> Path | None:
    """The path of the person's file, None where they have no home; a relative folder does not count."""
    folder = Path(environment.get("XDG_CONFIG_HOME") or "")
    if not folder.is_absolute():
        try:
            folder = Path.home() / ".config"
        except RuntimeError:
            return None
    return folder / "pm" / "config.toml" if folder.is_absolute() else None


def _of_file(environment: Mapping[str, str]) -> Preferences:
    path = file_of(environment)
    if path is None:
        return Preferences()
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise PmError(f"{_shown(path)} is no file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Preferences()
    except UnicodeDecodeError:
        raise PmError(f"{_shown(path)} is no text in UTF-8") from None
    except OSError as fault:
        raise PmError(f"cannot read {_shown(path)}: {(fault.strerror or 'it failed').lower()}") from None
    if len(data) > LARGEST:
        raise PmError(f"{_shown(path)} has more than {LARGEST:,} bytes, which no settings need")
    return _parsed(text, _shown(path))


def _parsed(text: str, path: str) -> Preferences:
    # A TOML reader is of no use to those who have no file.
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        message = str(fault)
        place = _AT_LINE.search(message)
        line = place[1] if place and place[1] else text.count("\n") + 1
        words = _AT_LINE.sub("", message)
        raise PmError(f"{path}:{line}: {words[:1].lower()}{words[1:]}") from None
    except (RecursionError, ValueError):  # nested too deeply, or a number of too many digits
        raise PmError(f"{path} cannot be read: it is nested too deeply, or has a number too long") from None
    known = {preference.key: preference for preference in PREFERENCES}
    found: dict[str, int | str | bool] = {}
    for key, given in data.items():
        where = f"{path}:{_line_of(key, text)}"
        if key not in known:
            raise _unknown(key, where, known)
        found[known[key].name] = known[key].value(given, f"{where}: {key}")
    return Preferences(**found)  # type: ignore[arg-type]  # each is of the type of its field


def _unknown(key: str, where: str, known: Iterable[str]) -> PmError:
    if key in ANSWERS:
        hint = f"--{key} says it for one run" + (", pm.yaml for everybody" if key == "model" else "")
        return PmError(f'{where}: "{key}" cannot stand here: {WHY}', hint)
    return PmError(
        f'{where}: there is no setting "{key}"', did_you_mean(key, known) or f"settings: {', '.join(known)}"
    )


def _line_of(key: str, text: str) -> int:
    """The line in which a key stands, 1 where it is written in a way that is not looked for."""
    pattern = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((at for at, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _shown(path: Path) -> str:
    """The path as people write it."""
    home = os.path.expanduser("~")
    inner = os.path.relpath(path, home) if path.is_relative_to(home) else None
    return f"~/{inner.replace(os.sep, '/')}" if inner else str(path)

"""A press of Tab where ids are completed: answered from those offered before, without any library.

Two things are kept: the ids and titles of a folder, and which command lines are completed with them. A word
with which an id begins is answered before anything is imported, and any other with next to nothing.
"""

from __future__ import annotations

import marshal
import os
import sys

from pmcli.cli import memory
from pmcli.workspace import cache_folder, reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Titles = list[tuple[str, str]]

_LINE, _TITLES = "line", "titles"
_OF_LINE = (
    "COMP_CWORD", "COMP_KEY", "COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_WORDS", "_TYPER_COMPLETE_ARGS",
    "_TYPER_COMPLETE_WORD_TO_COMPLETE",
)  # fmt: skip
"""The variables in which a shell hands over the command line."""


def recall() -> int | None:
    """The exit code, after the ids that begin so are offered; None where others are, or none is known."""
    line = _line()
    cache = cache_folder.opened_cache()
    if line is None or cache is None:
        return None
    before, last = line
    kept = _loaded(cache, _LINE, memory.question(before, _OF_LINE))
    if kept is None or "=" in last or last.startswith("-"):
        return None
    directory, others = kept[1]
    known = _loaded(cache, _TITLES, _key_of(directory))
    if known is None or not reads.hold(known[0]):
        return None
    offers = [*matching(known[1], last), *(offer for offer in others if offer[0].startswith(last))]
    sys.stdout.write("\n".join(_offered(*offer) for offer in offers) + "\n")
    return 0


def matching(titles: Titles, incomplete: str) -> Titles:
    """The ids with their titles: those that begin so, else those with these words in them."""
    begun = [(name, title) for name, title in titles if name.startswith(incomplete)]
    if begun:
        return begun
    from pmcli.model import lookup

    features = {name: lookup.Title(name, title) for name, title in titles}
    return [(feature.id, feature.title) for feature in lookup.matching(incomplete, features)]


def titles(directory: str) -> Titles | None:
    """The ids and titles of the features in or above a folder, where they are known and the same still."""
    cache = cache_folder.opened_cache() if memory.listener else None
    known = cache and _loaded(cache, _TITLES, _key_of(directory))
    if not known or memory.listener is None or not reads.hold(known[0]):
        return None
    memory.listener.take(known[0])
    return list(known[1])


def remember_titles(directory: str, offers: Titles) -> None:
    """Keeps the ids and titles of a folder with the answer of this run."""
    if memory.listener is not None and (key := _key_of(directory)) is not None:
        memory.listener.also(_TITLES, key, offers)


def remember_line(directory: str, incomplete: str, others: Titles | None = None) -> None:
    """Keeps that this command line is completed with the ids of a folder, and with `others` after them."""
    line = _line()
    if memory.listener is None or line is None or line[1] != incomplete:
        return
    if (key := memory.question(line[0], _OF_LINE)) is not None:
        memory.listener.also(_LINE, key, (directory, others or []), pinned=False)


def _line() -> tuple[Sequence[str], str] | None:
    """The words before the last, and that; None where a shell would see other words than spaces part."""
    bash, fish = os.environ.get("COMP_WORDS", ""), os.environ.get("_TYPER_COMPLETE_ARGS", "")
    shell = os.environ.get("_PM_COMPLETE")
    text = bash if shell == "complete_bash" else fish
    if not text.isprintable() or any(letter in text for letter in "\"'\\"):
        return None
    words = text.split()
    if shell == "complete_bash" and (at := os.environ.get("COMP_CWORD", "")).isdecimal():
        return ("line", " ".join(words[: int(at)])), "".join(words[int(at) : int(at) + 1])
    if shell == "complete_fish" and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "get-args" and words:
        last = "" if text.endswith(" ") else words.pop()
        return ("line", " ".join(words)), last
    return None


def _offered(name: str, title: str) -> str:
    """An offer as the shell reads it."""
    is_bash = os.environ.get("_PM_COMPLETE") == "complete_bash"
    return name if is_bash or not title else f"{name}\t{shown(title)}"


def shown(text: str) -> str:
    """A text of somebody beside an offer; a backslash would end the quotes in which a shell is handed it."""
    return "".join(char if char.isprintable() else " " for char in text.replace("\\", "/"))


def _key_of(directory: str) -> bytes | None:
    return memory.question(("titles", directory), _OF_LINE)


def _loaded(cache: cache_folder.Cache, kind: str, key: bytes | None) -> tuple[list[reads.Fact], Any] | None:
    data = cache.get(kind, key) if key else None
    return marshal.loads(data) if data else None  # noqa: S302 - sealed by a key of the user's own

"""Globs, matched in time that grows with pattern times text and no faster, whatever the pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Piece = TypeVar("Piece")


def matches(glob: str, path: str) -> bool:
    """Whether a glob names a path; `**` stands for any folders, `*` and `?` for what is in one."""
    return _fits(parts(glob), path.split("/"), "**", segment_matches)


def names(glob: str, path: str) -> bool:
    """Whether a glob names a path, or a folder that it is in."""
    return matches(glob, path) or matches(f"{glob}/**", path)


def parts(glob: str) -> list[str]:
    """The parts of a glob: without empty ones and `.`, runs of `**` as one."""
    kept: list[str] = []
    for part in glob.split("/"):
        if part not in ("", ".") and not (part == "**" and kept[-1:] == ["**"]):
            kept.append(part)
    return kept


def segment_matches(pattern: str, name: str) -> bool:
    """Whether one part of a path fits one part of a glob."""
    return _fits(pattern, name, "*", lambda sign, letter: sign in ("?", letter))


def _fits(
    pattern: Sequence[Piece], text: Sequence[Piece], star: Piece, equal: Callable[[Piece, Piece], bool]
) -> bool:
    """Whether `text` fits `pattern`, in which `star` stands for any run of pieces.

    It goes back to the last star only, which is enough: what an earlier one took could only be more.
    """
    at = by = 0
    last, taken = -1, 0
    while at < len(text):
        if by < len(pattern) and pattern[by] == star:
            last, taken = by, at
            by += 1
        elif by < len(pattern) and equal(pattern[by], text[at]):
            at, by = at + 1, by + 1
        elif last >= 0:
            taken += 1
            at, by = taken, last + 1
        else:
            return False
    return all(piece == star for piece in pattern[by:])

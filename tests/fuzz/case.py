"""A case: a workspace, perhaps its history, and what is done to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Line = tuple[str, ...]


@dataclass(frozen=True)
class Commit:
    """A commit of a history: the numbers of its parents, and the whole tree below the workspace."""

    parents: tuple[int, ...]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """Files by path below the folder of the workspace, command lines, and the names of the laws tried beside them.

    Bytes that are no UTF-8 are kept as Python keeps them in names of files (surrogateescape). `given` stands on the
    standard input. `commits` are a history that lies below the files, the last one is HEAD; `harm` are objects of
    it, by number, that are taken away or overwritten.
    """

    kind: str
    files: Mapping[str, str]
    lines: tuple[Line, ...] = ()
    laws: tuple[str, ...] = ()
    given: str = ""
    commits: tuple[Commit, ...] = ()
    harm: tuple[tuple[str, int], ...] = field(default=())

    def dumps(self, broke: str = "") -> str:
        """The case as JSON in ASCII, what is empty left out, with what it broke."""
        kept = {key: value for key, value in {"broke": broke, **asdict(self)}.items() if value}
        return json.dumps(kept, indent=1) + "\n"

    @classmethod
    def loads(cls, text: str | bytes) -> Case:
        """The case of such a JSON.

        Raises:
            ValueError: it is none.
        """
        data: Any = json.loads(text)
        try:
            return cls(
                str(data["kind"]), _texts(data.get("files", {})), tuple(map(_line, data.get("lines", ()))),
                _line(data.get("laws", ())), str(data.get("given", "")),
                tuple(
                    Commit(tuple(map(int, one["parents"])), _texts(one["files"]))
                    for one in data.get("commits", ())
                ),
                tuple((str(how), int(at)) for how, at in data.get("harm", ())),
            )  # fmt: skip
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError("this is no case") from fault


def _texts(data: Any) -> dict[str, str]:
    return {str(path): str(text) for path, text in data.items()}


def _line(data: Sequence[object]) -> Line:
    return tuple(map(str, data))

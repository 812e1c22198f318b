"""Several files as they are edited, many times each: lists item by item, documents one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.documents import Sheets
from pmcli.yaml.edit.list_items import PIECE, Pieces


class EditBuffer:
    """The texts of files by path, and what has become of them."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = dict(texts)
        self._pieces: dict[str, Pieces | Sheets | None] = {}

    def texts(self) -> dict[str, bytes]:
        """The files, put together.

        Raises:
            CannotEdit: one would say something else than its pieces.
        """
        for path, pieces in self._pieces.items():
            if pieces is not None:
                self._texts[path] = pieces.whole()
        self._pieces.clear()
        return dict(self._texts)

    def at_keys(
        self,
        path: str,
        document: int,
        keys: Keys,
        change: Callable[[bytes, str, int, Keys], bytes],
        *,
        keeps: bool = False,
    ) -> None:
        """A change of what some keys lead to; `change` takes a text, what it is called, and the way in it.

        `keeps` says that an item of the list stays one, also where the keys lead to itself.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        pieces = self._of(path)
        item = keys[0] if keys and document == 0 else None
        if isinstance(pieces, Sheets):
            self._pieces[path] = pieces.edited(document, lambda text: change(text, PIECE, 0, keys))
        elif pieces is None or not isinstance(item, int) or (len(keys) == 1 and not keeps):
            self.whole(path, lambda text: change(text, path, document, keys))
        else:
            own: Keys = (0, *keys[1:])
            self._pieces[path] = pieces.edited(item, lambda text: change(text, PIECE, 0, own))

    def at_line(self, path: str, line: int, change: Callable[[bytes, str, int], bytes]) -> None:
        """A change at a line (from 1); `change` takes a text, what it is called, and the line in it.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        pieces = self._of(path)
        item = pieces.at(line) if isinstance(pieces, Pieces) else None
        if not isinstance(pieces, Pieces) or item is None:
            self.whole(path, lambda text: change(text, path, line))
            return
        first = pieces.lines[item] - 1
        self._pieces[path] = pieces.edited(item, lambda text: change(text, PIECE, line - first))

    def whole(self, path: str, change: Callable[[bytes], bytes]) -> None:
        """A change of a file as a whole.

        Raises:
            CannotEdit: it cannot be made without touching more.
        """
        pieces = self._pieces.pop(path, None)
        if pieces is not None:
            self._texts[path] = pieces.whole()
        self._texts[path] = change(self._texts[path])

    def _of(self, path: str) -> Pieces | Sheets | None:
        if path not in self._pieces:
            text = self._texts[path]
            self._pieces[path] = Sheets.of(text, path) or Pieces.of(text, path)
        return self._pieces[path]

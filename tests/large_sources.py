"""Files to be imported that are large: the samples of `tests/data/importers`, many times over, and odd ones.

Each is a function of a size, about the items or lines in it, to bytes, under the name of its file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.large import name, one

IMPORTERS = Path(__file__).parent / "data/importers"
Make = Callable[[int], bytes]

_IDS = re.compile(
    r"(?:issue |task |work item |card )?(?:id|key|number|iid|identifier|uuid|url|#)|gid|vorgangsschlüssel|vorgangs-id",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"title|name|summary|subject|content|description|card name|zusammenfassung", re.IGNORECASE
)
_KEY = re.compile(r"(?<![\w-])([A-Z]{2,9}-|#)(\d{1,4})(?![\w-])|(?<=/issues/)()(\d{1,4})")


def _renamed(key: str, value: Any, copy: int) -> Any:
    """A cell or value as it stands in one of the copies."""
    if isinstance(value, dict):
        return {inner: _renamed(inner, part, copy) for inner, part in value.items()}
    if isinstance(value, list):
        return [_renamed(key, part, copy) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value + copy * 1000 if _IDS.fullmatch(key) else value
    if not isinstance(value, str) or not value:
        return value
    if _KEY.search(value):
        return _KEY.sub(lambda found: f"{found[1] or ''}{int(found[2] or found[4]) + copy * 1000}", value)
    if _IDS.fullmatch(key):
        return str(int(value) + copy * 1000) if value.isdecimal() else f"{value}{copy}"
    return f"{value} {copy}" if _NAMED.fullmatch(key) else value


def _table(file: str) -> Make:
    """The rows of a sample, as often as it takes."""
    data = (IMPORTERS / file).read_bytes()
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig")
    between = max(",;\t", key=text.partition("\n")[0].count)
    lines = list(csv.reader(io.StringIO(text), delimiter=between))
    head, rows = lines[0], lines[1:]

    def made(size: int) -> bytes:
        told = io.StringIO()
        writer = csv.writer(told)
        writer.writerow(head)
        for copy in range(-(-size // len(rows))):
            writer.writerows(
                [_renamed(column, cell, copy) for column, cell in zip(head, row, strict=False)]
                for row in rows
            )
        return told.getvalue().encode()

    return made


def _longest(value: Any) -> list[Any] | None:
    """The longest list of maps in a document."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    lists = [found for part in parts if (found := _longest(part))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lists.append(value)
    return max(lists, key=len, default=None)


def _json(file: str, indent: int | None = None) -> Make:
    text = (IMPORTERS / file).read_text(encoding="utf-8")

    def made(size: int) -> bytes:
        try:
            document = json.loads(text)
        except ValueError:  # a value to a line
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
            return "\n".join(
                json.dumps(_renamed("", row, copy)) for copy in range(-(-size // len(rows))) for row in rows
            ).encode()
        items = _longest(document) or []
        rows = list(items)
        items[:] = [_renamed("", row, copy) for copy in range(-(-size // len(rows))) for row in rows]
        return json.dumps(document, indent=indent).encode()

    return made


def _text(file: str) -> Make:
    text = (IMPORTERS / file).read_text(encoding="utf-8")

    def made(size: int) -> bytes:
        times = -(-size // text.count("\n"))
        return "\n".join(re.sub(r"(?m)([a-z]{3})$", rf"\1 {copy}", text) for copy in range(times)).encode()

    return made


def _lines(make: Callable[[int], str], head: str = "", between: str = "\n", end: str = "\n") -> Make:
    return lambda size: (head + between.join(map(make, range(size))) + end).encode()


def _workbook(rows: int | None = None, row: int | None = None, column: int | None = None) -> Make:
    """A workbook of so many rows, or with one stray cell."""

    def made(size: int) -> bytes:
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        sheet.append(["Title", "Reach", "Impact", "Confidence", "Effort", "Owner"])
        for number in range(rows or size):
            sheet.append([f"Feature {number}", 10 + number, 1, 0.8, 2, "ana"])
        if row or column:
            sheet.cell(row=row or size * 100, column=column or size, value="x")
        told = io.BytesIO()
        book.save(told)
        return told.getvalue()

    return made


def _features(size: int) -> list[dict[str, Any]]:
    return [one(number) for number in range(size)]


SOURCES: dict[str, Make] = {
    **{path.name: _table(path.name) for path in sorted(IMPORTERS.glob("*.csv"))},
    **{
        path.name: _json(path.name)
        for path in sorted(IMPORTERS.glob("*.json"))
        if not path.name.endswith(".expected.json")
    },
    **{
        path.name: _text(f"text/{path.name}")
        for path in sorted((IMPORTERS / "text").iterdir())
        if path.is_file() and path.suffix != ".json"
    },
    "one_line.json": lambda size: json.dumps(_features(size)).encode(),
    "lines.json": lambda size: json.dumps(_features(size), indent=1).encode(),
    "plain.yaml": lambda size: json.dumps(_features(size), indent=1).encode(),
    "list.yaml": _lines(lambda number: f"- title: Feature {number}\n  effort: 2\n  owner: ana"),
    "by_name.yaml": _lines(lambda number: f"{name(number)}:\n  title: Feature {number}\n  effort: 2"),
    "items.md": _lines(lambda number: f"- Feature {number} (owner: ana, effort: 2)", "# Backlog\n\n"),
    "boxes.md": _lines(lambda number: f"- [ ] Feature {number} #tag{number} @ana", "# Backlog\n\n"),
    "headings.md": _lines(lambda number: f"## Feature {number}\n\nWords about it {number}.\n", "# Backlog\n\n"),
    "nested.md": _lines(lambda number: f"{'  ' * min(number, 40)}- Feature {number}", "# Backlog\n\n"),
    "table.md": _lines(lambda number: f"| Feature {number} | 2 | ana |", "| Title | Effort | Owner |\n|---|---|---|\n"),
    "long_line.md": _lines(lambda number: "word", "- ", " "),
    "long_word.md": _lines(lambda number: "wo", "- ", ""),
    "blank.md": _lines(lambda number: "", "- Feature\n"),
    "spaces.md": _lines(lambda number: "  ", "- Feature", "", "x\n"),
    "plain.csv": _lines(lambda number: f"Feature {number},2,ana", "Title,Effort,Owner\n"),
    "same.csv": _lines(lambda number: "The feature,2,ana", "Title,Effort,Owner\n"),
    "waits_for_all.csv": lambda size: (
        "ID,Title,Depends on\n" + "".join(f"{number},Feature {number},\n" for number in range(size))
        + f'{size},Last,"' + ", ".join(map(str, range(size))) + '"\n'
    ).encode(),
    "parents.csv": _lines(lambda number: f"{number},Feature {number},{number - 1 if number else ''}", "ID,Title,Parent\n"),
    "columns.csv": lambda size: (
        ",".join(["Title", *(f"Column {number}" for number in range(size))])
        + "".join(f"\nFeature {row}" + ",1" * size for row in range(5)) + "\n"
    ).encode(),
    "same_columns.csv": lambda size: (
        "Title" + ",Labels" * size + "".join(f"\nFeature {row}" + ",a" * size for row in range(5)) + "\n"
    ).encode(),
    "long_cell.csv": _lines(lambda number: "word", 'Title,Description\nFeature,"', " ", '"\n'),
    "tags_of_one.csv": _lines(lambda number: f"t{number}", 'Title,Tags\nFeature,"', ", ", '"\n'),
    "owners.csv": _lines(lambda number: f"Feature {number},2,p{number}", "Title,Effort,Team\n"),
    "blank_rows.csv": _lines(lambda number: ",,", "Title,Effort,Owner\nFeature,2,ana\n", "\n", "\nLast,1,b\n"),
    "commas.csv": _lines(lambda number: ",", "Title,Effort\nFeature,2", "", "\n"),
    "rows.xlsx": _workbook(),
    "stray_row.xlsx": _workbook(rows=3, column=3),
    "stray_column.xlsx": _workbook(rows=3, row=3),
    "last_cell.xlsx": _workbook(rows=3, row=1048576, column=16384),
}  # fmt: skip

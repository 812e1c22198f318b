"""Other rows that a row names: its parent, what it waits for, what waits for it."""

from __future__ import annotations

from pmcli.importing.sources.importer import ImportFinding
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.rows.names import RowReference
from pmcli.importing.sources.tables.rows.row import SourceRow

_LISTS = ("depends_on", "blocks", "conflicts_with", "relations")


def read_references(row: SourceRow, above: str) -> None:
    """The other rows by their keys, where they are in the table; else as the source calls them."""
    if parent := line_of(row.first("parent")) or above:
        found = None if parent == above else row.context.names.resolved("parent", parent)
        if found is None or not _is_vague(row, "parent", found):
            row.fields["parent"] = parent if found is None else found.key
    seen: set[tuple[str, ...]] = set()
    for name in _LISTS:
        for reference in row.context.names.read(name, row.cells.get(name, ())):
            _take(row, name, reference, seen)


def _take(row: SourceRow, name: str, reference: RowReference, seen: set[tuple[str, ...]]) -> None:
    """Put a reference where it belongs, by what the cell says of it; else by its column."""
    relation = reference.relation or ("" if name == "relations" else name)
    if relation in ("", "other"):
        column = row.context.columns[name]
        said = f'"{reference.word}"' if relation else "which way a row waits is not said, so it"
        row.assume(
            f"{column}: {said} is left out: it is no dependency"
            if relation
            else f"{column}: {said} is left out"
        )
        return
    if reference.unread:
        row.note_unclear(relation, reference.text, reference.unread)
        return
    if _is_vague(row, relation, reference):
        return
    item: str | dict[str, str] = reference.key
    if relation == "depends_on" and reference.soft:
        example = row.context.names.examples.setdefault(reference.soft, reference.text)
        row.assume(
            f'{name}: what {reference.soft} another, such as "{example}", is read as a soft dependency'
        )
        item = {"id": reference.key, "kind": "soft"}
    elif relation == "depends_on" and reference.wished:
        item = {"id": reference.key, "kind": "soft"}
        if reference.wished == "?":
            row.assume(f"{name}: one with a question mark is read as a soft dependency")
    elif reference.wished:
        row.assume(f'{name}: "{reference.wished}" beside a name is left out')
    elif relation == "depends_on" and reference.lag:
        item = {"id": reference.key, "lag": reference.lag}
    listed = row.fields.setdefault(relation, [])
    same = (relation, *((item,) if isinstance(item, str) else (*item, *item.values())))
    if isinstance(listed, list) and same not in seen:
        seen.add(same)
        listed.append(item)


def _is_vague(row: SourceRow, name: str, reference: RowReference) -> bool:
    """Whether several rows are called so; then it is told."""
    if reference.several:
        told = f'{name}: {reference.several} rows are called "{reference.key[:60]}"; left out'
        row.context.findings.append(ImportFinding(row.place, told))
        row.unclear.add(name)
    return bool(reference.several)

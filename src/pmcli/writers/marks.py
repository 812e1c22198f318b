"""The mark by which `pm` knows a file that it has written, and the markers between which it writes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from pmcli.model.diagnostic import PmError
from pmcli.model.mark import NEAR, TOLD, WORDS

_COMMENTS: Mapping[str, tuple[str, str]] = {
    "markdown": ("<!-- ", " -->"), "html": ("<!-- ", " -->"), "svg": ("<!-- ", " -->"),
    "mermaid": ("%% ", ""), "dot": ("// ", ""),
}  # fmt: skip
_FIRST = re.compile(r"\A(?:<\?xml[^>]*\?>\n|<!doctype[^>]*>\n)*", re.IGNORECASE)


def marked(text: str, format_: str) -> str:
    """The text with a comment that says who wrote it; data formats have no comments."""
    if format_ not in _COMMENTS:
        return text
    opened, closed = _COMMENTS[format_]
    head = _FIRST.match(text)
    at = head.end() if head else 0
    return f"{text[:at]}{opened}{WORDS}: {TOLD}{closed}\n{text[at:]}"


def has_room(format_: str) -> bool:
    """Whether a format has comments, in which there is room for the mark."""
    return format_ in _COMMENTS


def refuse_foreign(
    now: bytes | None, name: str, format_: str, new: bytes, instead: str = "write it elsewhere"
) -> None:
    """Nothing where a file may be written over: it is not there, holds nothing, or was written by pm.

    `instead` is what else one may do.

    Raises:
        PmError: it may not.
    """
    if now and not is_ours(now, format_, new):
        raise PmError(
            f'"{name}" was not written by pm, and is left as it is',
            f"{instead}; --force overwrites it",
            exit_code=1,
        )


def is_ours(now: bytes, format_: str, new: bytes) -> bool:
    """Whether a file was written by pm, so that nothing of a person's is lost when `new` takes its place.

    CSV has no room for a mark: there a file is ours that has the columns of `new`, or at least five and
    none but what an export of pm may have. Of text for people, and of formats of others, a file is ours that
    begins as `new` does.
    """
    if format_ in _COMMENTS:
        text = now[:NEAR].decode("utf-8", "replace").replace("\r\n", "\n")
        head = _FIRST.match(text)
        opened, closed = _COMMENTS[format_]
        return text.startswith(f"{opened}{WORDS}: {TOLD}{closed}\n", head.end() if head else 0)
    return _KNOWN.get(format_, _begins_alike)(now, new)


def _is_csv(now: bytes, new: bytes) -> bool:
    from pmcli.model.fields import BY_KEY

    old, ours = (
        data.partition(b"\n")[0].strip().decode("utf-8", "replace").split(",") for data in (now, new)
    )
    known = {*BY_KEY, *_COLUMNS, *ours}
    return (old == ours and len(old) > 1) or (len(old) >= _MANY and known.issuperset(old))


_MANY = 5
_COLUMNS = frozenset({
    "adjusted", "cost", "unlocks", "why", "effort_by_team", "score_rank", "feature", "waits_for",
    "waits_for_title", "kind", "what", "because", "by", "until", "when", "period", "work", "marks", "teams",
})  # fmt: skip
"""Columns of exports that are no field of a feature."""
_DOCUMENT = re.compile(rb'\{\n  "schemaVersion": 1,\n  "kind": "[a-z-]+",\n')
_BEGINNING = re.compile(rb"\s*(?:[{\[]\s*)?([^\r\n]*)")


def _is_json(now: bytes, _: bytes) -> bool:
    return _DOCUMENT.match(now.replace(b"\r\n", b"\n")) is not None


def _begins_alike(now: bytes, new: bytes) -> bool:
    old, ours = (found[1] if (found := _BEGINNING.match(data)) else b"" for data in (now, new))
    return old == ours


def _is_issues(now: bytes, _: bytes) -> bool:
    return now.lstrip().startswith(b"[") and b'"pm":' in now[: 64 * NEAR]


def _is_workbook(data: bytes, _: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"<dc:creator>pm</dc:creator>" in archive.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError):
        return False


_KNOWN: Mapping[str, Callable[[bytes, bytes], bool]] = {
    "csv": _is_csv, "json": _is_json, "xlsx": _is_workbook, "jira-csv": _is_csv, "github-json": _is_issues,
}  # fmt: skip


def between(now: bytes | None, name: str, marker: str, data: bytes) -> bytes:
    """The file with other text between its markers, every other byte as it was.

    Raises:
        PmError: there is no file, or it has not one marker of each kind, the opening one first.
    """
    opened, closed = f"<!-- {marker} -->".encode(), f"<!-- /{marker} -->".encode()
    if now is None:
        raise PmError(f'there is no file "{name}" with <!-- {marker} --> in it', "write both markers first")
    starts, ends = _found(now, opened, closed)
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        raise PmError(
            f'"{name}" needs <!-- {marker} --> and <!-- /{marker} -->, each once and in this order',
            "what stands between them is written anew each time; markers in code fences do not count",
            exit_code=1,
        )
    start, end = starts[0] + len(opened), ends[0]
    line_break = _BREAK.match(now, start) or _BREAK.search(now)
    newline = line_break[0] if line_break else b"\n"
    lead = _lead(now, starts[0])
    lines = [lead + line if line else lead.rstrip() for line in data.splitlines()]
    text = b"".join(line + newline for line in lines)
    return now[:start] + newline + text + lead + now[end:]


_BREAK = re.compile(rb"\r?\n")
_INSIDE = re.compile(rb"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
"""The signs of lists and quotations that may stand before a marker on its line."""
_FENCE = re.compile(rb"[ \t>]*+(?:[-*+] |\d+[.)] )*+[ \t]*(`{3,}|~{3,})([^\r\n]*)")


def _found(now: bytes, opened: bytes, closed: bytes) -> tuple[list[int], list[int]]:
    """The places of the two markers, but for those in fenced code: there they are shown, not meant."""
    places: dict[bytes, list[int]] = {opened: [], closed: []}
    at, fence, is_ours = 0, b"", False
    for line in now.splitlines(keepends=True):
        ticks = _FENCE.match(line)
        if not is_ours and ticks is not None:  # what pm wrote has fences of its own
            if not fence and not (ticks[1][:1] == b"`" and b"`" in ticks[2]):
                fence = ticks[1]
            elif fence and ticks[1].startswith(fence) and not ticks[2].strip():
                fence = b""
        elif not fence:
            for marker, known in places.items():
                known += [at + match.start() for match in re.finditer(re.escape(marker), line)]
            is_ours = len(places[opened]) > len(places[closed])
        at += len(line)
    return places[opened], places[closed]


def _lead(now: bytes, start: int) -> bytes:
    """The beginning of a line that stands in the same list or quotation as a marker."""
    before = now[now.rfind(b"\n", 0, start) + 1 : start]
    return re.sub(rb"[^ \t>]", b" ", before) if _INSIDE.fullmatch(before) else b""

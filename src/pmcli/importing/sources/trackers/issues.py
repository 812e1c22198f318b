"""Issues out of the JSON in which GitHub hands them over, and what one issue says of others."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pmcli.importing.sources.importer import Source
from pmcli.importing.sources.limits import unfinished
from pmcli.importing.sources.tables.reading.json_text import json_in
from pmcli.importing.sources.text.prose import lines, without_comments
from pmcli.model.diagnostic import PmError

HOW = (
    "gh issue list --state all --limit 9999 --json number,title,body,state,stateReason,url,labels,assignees,…"
)
_NAME = r"[\w.-]{1,100}/[\w.-]{1,100}"
_URL = re.compile(
    rf"https?://([\w.-]{{1,200}})/(?:repos/|api/v3/repos/)?({_NAME})/(?:issues|pull)/(\d{{1,10}})"
)
_SHORT = re.compile(rf"({_NAME})?#(\d{{1,10}})")
REFERENCE = rf"(?:{_URL.pattern}|(?:{_NAME})?#\d{{1,10}}\b)"
_LIST = rf"{REFERENCE}(?:(?:\s*(?:[,;&]|and\b))+\s*{REFERENCE})*"
_WAITS = re.compile(
    rf"(?<!not )(?<!longer )\b(?:blocked by|depends[ -]on|depended on by|waits? for|is blocked on|blocked on)"
    rf"\b[\s:*_]*({_LIST})",
    re.IGNORECASE,
)
_BLOCKS = re.compile(rf"(?<!not )(?<!longer )\b(?:blocks|blocking)\b[\s:*_]*({_LIST})", re.IGNORECASE)
_TASK = re.compile(rf"\s*(?:[-*+]|\d{{1,4}}[.)])\s+\[[ xX]\]\s+({REFERENCE})")
_LONGEST = 2000
"""Characters of a line that are looked at for references: a longer one is no prose."""


@dataclass(frozen=True, slots=True)
class IssueReference:
    """An issue as another names it: the repository is "" where it is the same."""

    repository: str
    number: int

    @property
    def key(self) -> str:
        """The reference as people write it: "acme/shop#12"."""
        return f"{self.repository}#{self.number}"


def reference(text: str, repository: str = "") -> IssueReference | None:
    """The issue that an address, "acme/shop#12" or "#12" names; `repository`: where a bare number leads."""
    text = text.strip()
    if match := _URL.match(text):
        host = match[1].casefold().removeprefix("www.").removeprefix("api.")
        return IssueReference(match[2] if host == "github.com" else f"{host}/{match[2]}", int(match[3]))
    if match := _SHORT.fullmatch(text):
        return IssueReference(match[1] or repository, int(match[2]))
    return None


@dataclass(frozen=True, slots=True)
class Mentions:
    """The issues that a text says it waits for, and those that it says wait for it."""

    needs: tuple[IssueReference, ...]
    blocks: tuple[IssueReference, ...]


def mentions(text: str, repository: str) -> Mentions:
    """The issues that a body names: "blocked by #12", "depends on #3 and #4", "blocks #5", its task list.

    Code, quotations and comments say nothing.
    """
    needs: list[IssueReference] = []
    blocks: list[IssueReference] = []
    for line in lines(without_comments(text)):
        prose = line.text[:_LONGEST]
        if not line.is_prose or ("#" not in prose and "://" not in prose):
            continue
        if task := _TASK.match(prose):
            needs += _references(task[1], repository)
        for match in _WAITS.finditer(prose):
            needs += _references(match[1], repository)
        for match in _BLOCKS.finditer(prose):
            blocks += _references(match[1], repository)
    return Mentions(tuple(dict.fromkeys(needs)), tuple(dict.fromkeys(blocks)))


def _references(text: str, repository: str) -> Iterator[IssueReference]:
    for match in re.finditer(REFERENCE, text):
        named = reference(match[0], repository)
        if named is not None:
            yield named


# --- JSON ---


def issues(source: Source) -> list[tuple[str, Any]]:
    """Everything that is listed in a source, with its place; a folder's files one after the other.

    Raises:
        PmError: it is no JSON, or holds no list of issues.
    """
    if source.data is not None:
        return [(f"item {at}", issue) for at, issue in enumerate(_listed(source.data, source.name), 1)]
    listed: list[tuple[str, Any]] = []
    for path, data in sorted(source.files.items()):
        if path.casefold().endswith((".json", ".jsonl", ".ndjson")):
            listed += [(f"{path}, item {at}", issue) for at, issue in enumerate(_listed(data, path), 1)]
    return listed


def rest_of(source: Source, count: int) -> str:
    """A sentence where the answers in a file say that there are more issues than these; else ""."""
    data = source.data or b""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return ""  # a list says nothing of others
    return unfinished(deque(_values(data, source.name), maxlen=1).pop(), count)


def _listed(data: bytes, name: str) -> list[Any]:
    listed = [issue for value in _values(data, name) for issue in _flat(value)]
    if not listed and data.strip() not in (b"[]", b""):
        raise PmError(f'there is no list of issues in "{name}"', HOW)
    return listed


def _values(data: bytes, name: str) -> list[Any]:
    """The JSON values of a file: one, one a line, or the pages that `gh api --paginate` writes one by one."""
    try:
        text = json_in(data)
    except PmError as fault:
        raise PmError(f'"{name}" {fault.message.removeprefix("it ")}', HOW) from None
    if text.skipped:
        raise PmError(f'"{name}", {text.skipped[0].place}: {text.skipped[0].reason}', HOW)
    return [value for _, value in text.values]


def _flat(value: Any) -> Iterator[Any]:
    """The issues in a value: a list of them, of pages of them, or an answer of one of GitHub's interfaces."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, list):
                yield from item
            else:
                yield item
    elif isinstance(value, dict):
        if "title" in value and "number" in value:
            yield value
            return
        for key in ("items", "nodes", "issues", "data", "repository", "node", "search"):
            if isinstance(value.get(key), (list, dict)):
                yield from _flat(value[key])
                return


def nodes(value: Any) -> list[Any]:
    """A list, or one wrapped as GraphQL wraps it; nothing else is one."""
    if isinstance(value, dict):
        value = value.get("nodes")
    return value if isinstance(value, list) else []


def first(issue: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The first of these keys that an issue has with something behind it."""
    return next((issue[name] for name in names if issue.get(name) not in (None, "")), None)

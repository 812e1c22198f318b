"""Keys and addresses by which two items of different sources are known to be one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pmcli.importing.sources.elsewhere import KEY, keys_in
from pmcli.model.likeness import RARE

if TYPE_CHECKING:
    from pmcli.importing.sources import ImportedFeature
    from pmcli.model.backlog import Backlog

_LABELS: Final = frozenset({
    "asana", "azure devops", "clickup", "github", "gitlab", "issue", "issue key", "issue link", "jira",
    "jira issue", "jira key", "jira link", "key", "linear", "linear issue", "link", "source", "ticket",
    "shortcut", "tracked in", "tracker", "trello", "url", "youtrack",
})  # fmt: skip
"""What stands before the key of the same thing elsewhere; what it waits for or is a part of is another."""
_LONGEST_LABEL: Final = 30
_LINES: Final = 500
"""The lines of a description that are looked at."""


def _said(values: Mapping[str, object], description: object) -> Iterator[str]:
    """The keys and addresses in fields of one's own, and in lines such as "Jira: SHOP-412"."""
    for name, value in values.items():
        if name.startswith("x-") and _is_label(name[2:]):
            yield from keys_in(value)
    for line in str(description or "").split("\n", _LINES)[:_LINES]:
        label, colon, value = line.partition(":")
        if colon and _is_label(label):
            yield from keys_in(value.strip(" \t*_<>`"))


def _is_label(text: str) -> bool:
    words = re.sub(r"[\s*_#>-]+", " ", text[:_LONGEST_LABEL]).strip().casefold()
    return len(text) <= _LONGEST_LABEL and words in _LABELS


class SharedKeys:
    """The features that are here by the keys of their links (`own`), and by those that they say in text."""

    def __init__(self, backlog: Backlog) -> None:
        self.own: dict[str, dict[str, str]] = defaultdict(dict)
        self.said: dict[str, dict[str, str]] = defaultdict(dict)
        for feature in backlog.features.values():
            for kind, value in feature.links.items():
                for key in keys_in(value):
                    self.own[key].setdefault(feature.id, kind)
            for key in _said(feature.extra, feature.description):
                self.said[key].setdefault(feature.id, "")

    def of(self, draft: ImportedFeature, importer: str) -> dict[str, str]:
        """The features that have a key of the draft, or of which the draft has one, each with that key.

        The rows of two tables may both be F-1, and are two all the same: so the key of what is no tracker's
        counts only where a feature says that it is one's.
        """
        is_tracker = _is_label(importer)
        links = draft.fields.get("links")
        values = (draft.key, *(links.values() if isinstance(links, dict) else ()))
        found: dict[str, str] = {}
        for key in dict.fromkeys(key for value in values for key in keys_in(value)):
            is_weak = not is_tracker and KEY.fullmatch(key) is not None
            for name, kind in self.own.get(key, {}).items():
                if not is_weak or _is_label(kind):
                    found.setdefault(name, key)
            for name in self.said.get(key, {}):
                found.setdefault(name, key)
        for key in dict.fromkeys(_said(draft.fields, draft.fields.get("description"))):
            for name in self.own.get(key, {}):
                found.setdefault(name, key)
        return found if len(found) <= RARE else {}

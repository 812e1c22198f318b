"""What the parser stumbled over, in words for people who do not know YAML."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.reading.events import Event
from pmcli.reading.place import Fault
from pmcli.reading.prose import unquoted


def explain(text: str, error: Exception, last: Event) -> Fault:
    mark = getattr(error, "problem_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    return Fault("PM001", index, index, "this cannot be read", "check")


def explain_alias(text: str, event: Event, anchors: Sequence[str]) -> Fault:
    return Fault("PM001", event.start_mark.index, event.end_mark.index, f'"*{event.anchor}" names nothing', "put in quotes")

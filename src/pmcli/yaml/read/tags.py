"""Tags: the core schema's are read, all others are faults."""

from __future__ import annotations

from pmcli.yaml.read.events import Event
from pmcli.yaml.read.faults import Fault
from pmcli.yaml.read.frame import span_of
from pmcli.yaml.read.prose import OPENERS, unquoted
from pmcli.yaml.read.value import Plain, resolve

_CORE = "tag:yaml.org,2002:"
_TEXT = (_CORE + "str", "!")
_KINDS: dict[str, tuple[type, ...]] = {
    _CORE + "null": (type(None),),
    _CORE + "bool": (bool,),
    _CORE + "int": (int,),
    _CORE + "float": (float, int),
}


def core_value(event: Event, text: str) -> tuple[str, Fault | None]:
    """The text of a tagged scalar, and the fault of a tag that is not the core schema's, or does not fit."""
    tag = _tag(event, text)
    if tag in _TEXT:
        return event.value, None
    plain = Plain(event.value)
    if tag not in _KINDS:
        return (event.value if event.style else plain), _unknown(event, text)
    if type(resolve(plain)) in _KINDS[tag]:
        return plain, None
    message = f'"{event.value}" is not what the tag "{_short(tag)}" says'
    return plain, Fault("PM009", *span_of(event), message, f'leave out "{_short(tag)}"')


def collection_fault(event: Event, text: str, *, is_map: bool) -> Fault | None:
    """The fault of a list's or a map's tag that is not the core schema's, or does not fit."""
    if _tag(event, text) in ("!", _CORE + ("map" if is_map else "seq")):
        return None
    return _tag_fault(event)


def _tag(event: Event, text: str) -> str:
    """The tag in full; `!!!x`, which the pure parser takes for `!!x`, as it stands."""
    at = text.find("!", event.start_mark.index)
    return "!!!" if text.startswith("!!!", at) else str(event.tag)


def _unknown(event: Event, text: str) -> Fault:
    """A text that begins with "!" was mostly not meant as a tag."""
    start = event.start_mark.index
    if not event.style and text.startswith("!", start) and not text.startswith(("!!", "!<"), start):
        return unquoted(text, start, OPENERS["!"])
    return _tag_fault(event)


def _tag_fault(event: Event) -> Fault:
    message = f'the tag "{_short(event.tag)}" is not read; only YAML\'s own are: !!str, !!int, !!map, …'
    return Fault("PM009", *span_of(event), message, "leave out the tag, or put the text in quotes")


def _short(tag: str) -> str:
    return "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag

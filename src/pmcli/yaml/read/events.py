"""The events of a YAML text, from ruamel's C parser, or from its pure one where that is missing.

The only part of this room that knows ruamel. Both parsers get text in which every character is allowed
(see `decode`), and count in characters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

# An event of ruamel's: which attributes it has depends on its kind, and the C parser ships no types.
Event = Any
_FOREIGN_BREAKS = ("\u2028", "\u2029")  # line breaks to the C parser (YAML 1.1), letters to YAML 1.2


class Kinds(NamedTuple):
    """The classes of events that carry data."""

    scalar: Any
    alias: Any
    mapping_start: Any
    sequence_start: Any
    mapping_end: Any
    sequence_end: Any
    document_start: Any
    document_end: Any


@cache
def kinds() -> Kinds:
    """The classes to compare an event's class with."""
    from ruamel.yaml import events as ruamel

    return Kinds(
        ruamel.ScalarEvent,
        ruamel.AliasEvent,
        ruamel.MappingStartEvent,
        ruamel.SequenceStartEvent,
        ruamel.MappingEndEvent,
        ruamel.SequenceEndEvent,
        ruamel.DocumentStartEvent,
        ruamel.DocumentEndEvent,
    )


@cache
def c_parser() -> Callable[[str], Any] | None:
    """The C parser's class, or None where it is not installed."""
    from importlib import import_module

    for module in ("_ruamel_yaml", "_ruamel_yaml_clibz"):
        try:
            parser: Callable[[str], Any] = import_module(module).CParser
            return parser
        except ImportError:
            continue
    return None


def pure_parser(text: str) -> Any:
    """A parser without C, some eight times slower."""
    from pmcli.yaml.read.pure_parser import PureParser

    return PureParser(text)


def everyday_event(text: str) -> Callable[[], Event | None]:
    """The function that yields event after event of a `text` that the other parsers cannot read; slowly."""
    from pmcli.yaml.read.everyday_parser import EverydayParser

    get: Callable[[], Event | None] = EverydayParser(_ended(text)).get_event
    return get


def next_event(text: str) -> tuple[Callable[[], Event | None], bool]:
    """The function that yields event after event of `text` and None at the end; whether it is pure."""
    make = c_parser()
    pure = make is None or any(char in text for char in _FOREIGN_BREAKS)
    parser = (pure_parser if pure or make is None else make)(_ended(text))
    get: Callable[[], Event | None] = parser.get_event
    return get, pure


def _ended(text: str) -> str:
    """A text whose last line has an end where it is nothing but spaces: else parsers lose that of a block."""
    return f"{text}\n" if text.endswith(" ") and not text[text.rfind("\n") + 1 :].strip(" ") else text


def broken_text() -> tuple[type[Exception], ...]:
    """The exceptions that the parsers raise where the text is not YAML."""
    from ruamel.yaml.error import YAMLError

    return (YAMLError, ValueError, OverflowError, IndexError)

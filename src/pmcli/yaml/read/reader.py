"""Bytes to data and faults: `read`, and `read_front_matter` of Markdown files."""

from __future__ import annotations

import re
from typing import Final

from pmcli.yaml.read.build import built
from pmcli.yaml.read.faults import Fault, Lines, Refusal, diagnostics
from pmcli.yaml.read.value import Reading

MAX_BYTES: Final = 64 * 1024 * 1024
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_FENCE: Final = re.compile(r"(?<![^\r\n])---[ \t]*(?:\r\n|\r|\n|\Z)")
_FENCE_HINT: Final = 'put the keys of the feature between two lines "---" at the top of the file'


def read(text: bytes, path: str) -> Reading:
    """The documents of the YAML `text`, and its faults; `path` is for their places. Never raises."""
    try:
        source = decode(text)
    except Refusal as refusal:
        return _refused(text, refusal, path)
    return _read(source, source, path)


def read_front_matter(text: bytes, path: str) -> tuple[Reading, str]:
    """The YAML between two lines `---` at the top of a Markdown file, and the Markdown after it.

    Places are the file's. The Markdown is as it stands, line breaks apart, which are LF.
    """
    try:
        source = decode(text)
        end, body = fences(source)
    except Refusal as refusal:
        return _refused(text, refusal, path), ""
    return _read(source[:end], source, path), re.sub(r"\r\n?", "\n", source[body:])


def decode(text: bytes) -> str:
    """`text` as characters, without a byte order mark.

    Raises:
        Refusal: it is too large, is not UTF-8, or holds control characters.
    """
    if len(text) > MAX_BYTES:
        raise Refusal(_too_large(len(text)))
    try:
        source = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_not_utf8(text, error.start)) from None
    control = _CONTROL.search(source)
    if control is not None:
        raise Refusal(_control(control[0], control.start()))
    return source


def fences(source: str) -> tuple[int, int]:
    """The index at which the front matter of `source` ends, and that at which the text after it starts.

    Raises:
        Refusal: there is none, or it is not closed.
    """
    opened = _FENCE.match(source)
    if opened is None:
        raise Refusal(Fault("PM001", 0, 0, 'the file does not begin with a line "---"', _FENCE_HINT))
    closed = _FENCE.search(source, opened.end())
    if closed is None:
        raise Refusal(Fault("PM001", 0, 3, 'the "---" here has no second "---" that closes it', _FENCE_HINT))
    return closed.start(), closed.end()


def _read(source: str, whole: str, path: str) -> Reading:
    """Read `source`, with which the `whole` file begins."""
    build = built(source)
    faults = diagnostics(build.faults, Lines(whole), path) if build.faults else ()
    return Reading(tuple(build.documents), faults)


def _refused(text: bytes, refusal: Refusal, path: str) -> Reading:
    """A reading without documents, and its fault, whose place counts in what can be read before it."""
    before = text[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return Reading((), diagnostics([refusal.fault], Lines(before), path))


def _too_large(size: int) -> Fault:
    message = f"the file has {size / 1024 / 1024:.0f} MiB; more than {MAX_BYTES // 1024 // 1024} are not read"
    return Fault("PM004", 0, 0, message, "split the file: a feature a file is what most do")


def _not_utf8(text: bytes, start: int) -> Fault:
    index = len(text[:start].decode("utf-8-sig"))
    message = f"the byte 0x{text[start]:02X} is not UTF-8"
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is UTF-16, not UTF-8"
    return Fault("PM003", index, index + 1, message, 'save the file with the encoding "UTF-8"')


def _control(char: str, index: int) -> Fault:
    message = f"a control character (U+{ord(char):04X}), which nobody sees, stands here"
    return Fault("PM008", index, index + 1, message, "delete the character")

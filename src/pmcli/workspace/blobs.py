"""The contents of files of commits, read from git by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.workspace import reads
from pmcli.workspace.git import ask, fault
from pmcli.workspace.git_faults import is_of_object, missing

_RESTARTS = 50
"""So many broken blobs are gone around, one by one."""


def read_blobs(root: Path, blobs: Iterable[str], most: int) -> dict[str, bytes | int | None]:
    """The bytes of blobs by id, each asked for once; its size where one has more than `most`.

    None of one that cannot be read: the clone lacks it, or it is broken.

    Raises:
        PmError: git cannot be asked.
    """
    wanted = list(dict.fromkeys(blobs))
    sizes = _sizes(root, wanted)
    if len(sizes) < len(wanted):
        reads.refuse("git lacks a file")  # it may be fetched
    texts: dict[str, bytes | int | None] = dict.fromkeys(wanted)
    texts |= {blob: size for blob, size in sizes.items() if size > most}
    left = [blob for blob in wanted if sizes.get(blob, most + 1) <= most]
    for _ in range(_RESTARTS):
        if not left:
            return texts
        answer = ask(root, "cat-file", "--batch", given=_lines(left))
        read = _parsed(left, answer.output)
        texts |= read
        if not answer.code:
            return texts
        if not is_of_object(answer.complaint):
            raise fault(root, answer, "a file")
        reads.refuse("a file is broken")
        left = left[len(read) + 1 :]  # git gives up at the first that is broken
    raise missing("the files of this workspace's commits")


def unreadable(root: Path, blob: str, what: str) -> PmError:
    """Why a blob cannot be read that `read_blobs` has no bytes of."""
    answer = ask(root, "cat-file", "blob", blob)
    return fault(root, answer, what) if answer.code else missing(what)


def _lines(blobs: Iterable[str]) -> bytes:
    return "".join(f"{blob}\n" for blob in blobs).encode()


def _sizes(root: Path, blobs: list[str]) -> dict[str, int]:
    """The sizes of those blobs that are there."""
    if not blobs:
        return {}
    answer = ask(root, "cat-file", "--batch-check", given=_lines(blobs))
    if answer.code and is_of_object(answer.complaint):  # a partial clone gives up at the first that it lacks
        answer = ask(root, "cat-file", "--batch-check", "--batch-all-objects", "--buffer", "--unordered")
    if answer.code:
        raise fault(root, answer, "a file")
    wanted = {*blobs}
    rows = (line.split() for line in answer.output.decode("ascii", "replace").splitlines())
    return {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob" and row[0] in wanted}


def _parsed(blobs: list[str], output: bytes) -> dict[str, bytes | int | None]:
    """The answers to the first blobs, as far as they are whole."""
    texts: dict[str, bytes | int | None] = {}
    start = 0
    for blob in blobs:
        end = output.find(b"\n", start)
        if end < 0:
            break
        words = output[start:end].split()
        if len(words) != 3:
            texts[blob], start = None, end + 1
            continue
        stop = end + 1 + int(words[2])
        if len(output) <= stop:
            break
        texts[blob], start = output[end + 1 : stop], stop + 1
    return texts

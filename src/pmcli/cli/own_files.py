"""What `-o` writes: with pm's mark where there is room for one, and over nothing but what pm has written."""

from __future__ import annotations

from pathlib import Path

from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers import marks


def write_own(
    opened: OpenWorkspace, folder: Path, name: str, format_: str, data: bytes, *, overwrite: bool
) -> None:
    """Write an answer into the file that `name` is from `folder`; with `overwrite` over whatever is there.

    Raises:
        PmError: the file must not be written, was not written by pm, or cannot be read or written.
    """
    file = opened.output_file(str(folder / name), called=name)
    if marks.has_room(format_):
        data = marks.marked(data.decode("utf-8", "backslashreplace"), format_).encode(
            "utf-8", "backslashreplace"
        )
    if not overwrite:
        marks.refuse_foreign(_there(file, name), name, format_, data)
    opened.write_output(str(file), data, called=name)


def _there(file: Path, name: str) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PmError(f'cannot write "{name}": {(fault.strerror or "it failed").lower()}') from None

"""The server as pygls runs it: messages come in, answers and diagnostics go out.

One thread reads messages and holds the texts; another works answers out, one after the other. What was
overtaken by typing is not told.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer

from pmcli import __version__
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.serving.lsp.addresses import address_of, path_of
from pmcli.serving.lsp.desk import Desk, Stale, Standing, path_in, workspace_of
from pmcli.serving.lsp.findings import findings
from pmcli.serving.lsp.positions import Encoding
from pmcli.serving.lsp.protocol import Words
from pmcli.writers.escaping import visible

Result = TypeVar("Result")
PATIENCE: Final = 0.2
"""Seconds without typing after which the backlog is checked."""
_LONGEST_HEAD: Final = 1 << 16
_FAILED: Final = -32803
"""The code of what is understood and cannot be done. Source: LSP 3.17, ErrorCodes.RequestFailed"""


class Server(LanguageServer):
    """A language server with what it holds of the editor."""

    def __init__(self, desk: Desk | None = None, patience: float = PATIENCE) -> None:
        super().__init__("pm", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.desk = desk or Desk()
        self.is_over = False
        self._patience = patience
        self._worker = ThreadPoolExecutor(1, "pm")
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[Path] = set()
        self._held: dict[str, tuple[str, int | None]] = {}
        self._told: dict[Path, dict[str, list[types.Diagnostic]]] = {}

    # --- what the editor can do ---

    @property
    def encoding(self) -> Encoding:
        """The units in which the editor counts places in a line."""
        chosen = self.workspace.position_encoding
        return next((each for each in ("utf-8", "utf-32") if each == chosen), "utf-16")

    @property
    def can_show_markdown(self) -> bool:
        """Whether it shows Markdown under the pointer."""
        there = self.client_capabilities.text_document
        hovering = there.hover if there is not None else None
        formats = hovering.content_format if hovering is not None else None
        return formats is None or types.MarkupKind.Markdown in formats

    @property
    def can_version(self) -> bool:
        """Whether it takes edits of files together with the versions that they are of."""
        edit = self.client_capabilities.workspace and self.client_capabilities.workspace.workspace_edit
        return bool(edit and edit.document_changes)

    @property
    def can_rename_files(self) -> bool:
        """Whether it renames files as part of an edit."""
        edit = self.client_capabilities.workspace and self.client_capabilities.workspace.workspace_edit
        operations = (edit and edit.resource_operations) or ()
        return self.can_version and types.ResourceOperationKind.Rename in operations

    @property
    def can_resolve(self) -> bool:
        """Whether it asks for the edit of an action only once that is chosen."""
        there = self.client_capabilities.text_document
        resolving = there and there.code_action and there.code_action.resolve_support
        return bool(resolving and "edit" in resolving.properties)

    # --- what the editor holds ---

    def hold(self, address: str, text: str, version: int | None = None) -> None:
        """The editor holds a text, from now on or another one than before."""
        if (path := path_of(address)) is not None:
            self.desk.put(path, text)
            self._held[path] = address, version
            self.changed([path])

    def let_go(self, address: str) -> None:
        """The editor holds a text no longer."""
        if (path := path_of(address)) is not None:
            self.desk.drop(path)
            self._held.pop(path, None)
            self.changed([path])

    def changed(self, paths: Sequence[str]) -> None:
        """These files are others now, or their texts: the workspaces that they are of are checked soon."""
        roots = {root for path in paths if (root := workspace_of(path)) is not None}
        roots |= {root for root in self._told if any(path_in(root, path) is not None for path in paths)}
        if not roots:
            return
        self._turn += 1
        self._waiting |= roots
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._patience, self._begin)

    def roots(self) -> list[Path]:
        """The workspaces of which something was asked or told."""
        held = {root for path in self._held if (root := workspace_of(path)) is not None}
        return sorted({*self._told, *held})

    def words(self, root: Path, standing: Standing | None) -> Words:
        """The values of the protocol for what is of a workspace."""
        held = self._held

        def address(path: str) -> str:
            full = str(root / path)
            return held[full][0] if full in held else address_of(full)

        def version(path: str) -> int | None:
            return held.get(str(root / path), ("", None))[1]

        return Words(standing, self.encoding, address, version)

    # --- checking ---

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self._check())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self) -> None:
        """Check what has changed, and tell it unless it has changed again."""
        turn = self._turn
        for root in sorted(self._waiting):
            found = await self._work(partial(self._found, root))
            if turn != self._turn:
                return  # a later one checks all of them
            self._waiting.discard(root)
            if found is not None:
                self._tell(root, found)

    def _found(self, root: Path, is_stale: Stale) -> dict[str, list[types.Diagnostic]] | None:
        if is_stale():
            return None
        try:
            standing = self.desk.standing(root)
            return self.words(root, standing).diagnostics(findings(standing))
        except UnreadableWorkspaceError as fault:
            fault_ = fault.diagnostic
            return self.words(root, None).diagnostics({fault_.location.path: [fault_]})
        except PmError as fault:  # it is gone
            self.desk.forget(root)
            self.log(fault.sentence)
            return {}

    def _tell(self, root: Path, found: dict[str, list[types.Diagnostic]]) -> None:
        before, words = self._told.get(root, {}), self.words(root, None)
        for path in sorted({*before, *found}):
            here = found.get(path, [])
            if here != before.get(path, []):
                told = types.PublishDiagnosticsParams(words.address(path), here, words.version(path))
                self.text_document_publish_diagnostics(told)
        self._told[root] = found
        if workspace_of(str(root / WORKSPACE_FILE)) != root:
            del self._told[root]

    # --- answering ---

    async def ask(
        self, address: str, job: Callable[[Standing, str, Words, Stale], Result], *, refuses: bool = False
    ) -> Result | None:
        """What a job gives of a file and its workspace; None where pm reads no such file.

        Raises:
            JsonRpcException: it cannot be done, where the job `refuses` what it cannot do.
        """
        path = path_of(address)
        root = None if path is None else workspace_of(path)
        if path is None or root is None:
            return None
        name = path_in(root, path) or ""

        def done(is_stale: Stale) -> Result | PmError | None:
            try:
                standing = self.desk.standing(root)
                return (
                    job(standing, name, self.words(root, standing), is_stale)
                    if name in standing.texts
                    else None
                )
            except PmError as fault:
                return fault

        result = await self._work(done)
        if isinstance(result, PmError):
            if refuses:
                raise JsonRpcException(result.sentence, code=_FAILED)
            self.log(result.sentence)
            return None
        return result

    async def ask_root(self, root: Path, job: Callable[[Standing, Words], Result]) -> Result | None:
        """What a job gives of a workspace; None where it cannot be read."""

        def done(_: Stale) -> Result | None:
            with suppress(PmError):
                standing = self.desk.standing(root)
                return job(standing, self.words(root, standing))
            return None

        return await self._work(done)

    async def _work(self, job: Callable[[Stale], Result]) -> Result | None:
        """What a job gives in the other thread; None where it fails, which is told."""
        turn = self._turn

        def done() -> Result | None:
            try:
                return job(lambda: self._turn != turn)
            except Exception as fault:  # a server stays, whatever one question meets
                self.log(f"a fault in pm itself: {type(fault).__name__}: {fault}; please report it")
                return None

        return await asyncio.get_running_loop().run_in_executor(self._worker, done)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Tells what pygls could not make sense of; what cannot be done is told as the answer."""
        if source is not FeatureRequestError:
            self.log(f"not understood: {error}")

    def log(self, sentence: str) -> None:
        """Tells something in the editor's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Info, visible(sentence)))

    # --- the conversation ---

    async def converse(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        """Answers until the editor says so, or goes away."""
        reader = asyncio.StreamReader(_LONGEST_HEAD)
        loop = asyncio.get_running_loop()
        threading.Thread(target=_feed, args=(stdin, reader, loop), daemon=True).start()
        self._stop_event = threading.Event()
        self.protocol.set_writer(StdoutWriter(stdout))
        try:
            await run_async(self._stop_event, reader, self.protocol)
        except (asyncio.IncompleteReadError, ValueError):  # it went away in the middle, or speaks otherwise
            return
        finally:
            self._worker.shutdown(wait=False, cancel_futures=True)


def _feed(stdin: BinaryIO, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    """Hands on what comes in. It waits in a thread that nobody waits for: no signal ends a read."""
    try:
        while data := stdin.read1(1 << 16):  # type: ignore[attr-defined]
            loop.call_soon_threadsafe(reader.feed_data, data)
        loop.call_soon_threadsafe(reader.feed_eof)
    except (OSError, ValueError, RuntimeError):  # RuntimeError: the loop has ended before
        return


def serve(stdin: BinaryIO, stdout: BinaryIO, today: date | None = None) -> int:
    """The exit code of a conversation: 0 where the editor has said that it ends, else 1."""
    for name in ("pygls", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    from pmcli.serving.lsp.requests import prepared

    server = prepared(Server(Desk(today)))
    with suppress(SystemExit, BrokenPipeError):
        asyncio.run(server.converse(stdin, stdout))
    return 0 if server.is_over else 1

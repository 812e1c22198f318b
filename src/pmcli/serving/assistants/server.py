"""The server: the Model Context Protocol on the standard streams, by its official SDK, and nothing else."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO

from pmcli import __version__
from pmcli.model.diagnostic import MissingExtraError, PmError
from pmcli.serving.assistants.prompts import instructions
from pmcli.serving.assistants.session import Session
from pmcli.serving.assistants.worker import Worker


def require() -> None:
    """See that the extra "mcp" is installed, in a version that this speaks with.

    Raises:
        PmError: it is not.
    """
    if importlib.util.find_spec("mcp") is None or importlib.util.find_spec("mcp_types") is None:
        raise MissingExtraError("serving assistants", "mcp")


def serve(session: Session) -> None:
    """Answers on the standard streams until the standard input ends.

    Raises:
        PmError: the extra "mcp" is missing.
        KeyboardInterrupt: somebody ends it.
    """
    require()
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)  # a call has standard streams of its own
    worker = Worker()
    try:
        asyncio.run(_serving(session, worker))
    except* (BrokenPipeError, ConnectionError):  # whoever asked has gone away
        pass
    finally:
        worker.close()


async def _serving(session: Session, worker: Worker) -> None:
    import mcp_types as types
    from mcp.server.lowlevel import Server
    from mcp.server.stdio import stdio_server
    from mcp.shared.exceptions import MCPError

    async def list_tools(_: Any, __: Any) -> Any:
        return types.ListToolsResult.model_validate({"tools": session.tools()})

    async def call_tool(_: Any, asked: Any) -> Any:
        tool = session.by_name.get(asked.name)
        call = partial(session.call, asked.name, asked.arguments or {})
        future = worker.submit(call, writes=tool is not None and tool.writes)
        try:
            text, is_error = await asyncio.wrap_future(future), False
        except PmError as fault:
            text, is_error = f"{fault.message}\nhint: {fault.hint}" if fault.hint else fault.message, True
        content = [types.TextContent(type="text", text=text)]
        return types.CallToolResult(content=content, is_error=is_error)

    async def list_prompts(_: Any, __: Any) -> Any:
        prompts = [types.Prompt(name=prompt.name, description=prompt.about) for prompt in session.prompts()]
        return types.ListPromptsResult(prompts=prompts)

    async def get_prompt(_: Any, asked: Any) -> Any:
        try:
            prompt = session.prompt(asked.name)
        except PmError as fault:
            raise MCPError(types.INVALID_PARAMS, fault.sentence) from None
        content = types.TextContent(type="text", text=prompt.text)
        message = types.PromptMessage(role="user", content=content)
        return types.GetPromptResult(description=prompt.about, messages=[message])

    told = instructions(session.roots, writes=session.writes, audience=session.audience)
    handlers = {"on_list_tools": list_tools, "on_call_tool": call_tool}
    if session.prompts():
        handlers |= {"on_list_prompts": list_prompts, "on_get_prompt": get_prompt}
    server: Any = Server("pm", version=__version__, instructions=told, **handlers)
    async with stdio_server(stdin=_Lines.of_standard_input()) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Lines:
    """The lines of a stream as they come, read in a thread that holds up nobody's end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    @classmethod
    def of_standard_input(cls) -> _Lines:
        """The lines of the standard input, which is empty for everybody else from now on."""
        own = os.dup(0)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        os.close(nowhere)
        return cls(os.fdopen(own, "rb"))

    def _read(self) -> None:
        with suppress(RuntimeError, OSError):  # the loop has ended, or the stream has
            for line in self._stream:
                self._put(line.decode("utf-8", "replace"))
            self._put(None)

    def _put(self, line: str | None) -> None:
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

    def __aiter__(self) -> _Lines:
        return self

    async def __anext__(self) -> str:
        line = await self._lines.get()
        if line is None:
            raise StopAsyncIteration
        return line

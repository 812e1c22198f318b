"""An editor that speaks with the server over two pipes, in this process: what it says is JSON, and so are the answers."""

from __future__ import annotations

import json
import os
import queue
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from pmcli.serving.lsp.server import serve

PATIENCE = 20.0
CAPABILITIES: dict[str, Any] = {
    "workspace": {
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["rename"]},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}},
}


class Editor:
    """A conversation with a server about a folder; `diagnostics` are the last ones, by the name of the file."""

    def __init__(self, root: Path, capabilities: dict[str, Any] | None = None) -> None:
        self.root = root
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.logged: list[str] = []
        self._capabilities = CAPABILITIES if capabilities is None else capabilities
        self._next, self._versions = 0, dict[str, int]()
        self._incoming: queue.Queue[dict[str, Any] | None] = queue.Queue()
        from_us, to_server = os.pipe()
        from_server, to_us = os.pipe()
        self._out = os.fdopen(to_server, "wb")
        self._code: queue.Queue[int] = queue.Queue()
        stdin, stdout = os.fdopen(from_us, "rb"), os.fdopen(to_us, "wb")
        self._server = threading.Thread(target=self._serve, args=(stdin, stdout), daemon=True)
        self._server.start()
        self._reader = threading.Thread(target=self._read, args=(os.fdopen(from_server, "rb"),), daemon=True)
        self._reader.start()

    def _serve(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self._code.put(serve(stdin, stdout))
        stdout.close()
        stdin.close()

    def __enter__(self) -> Editor:
        folder = {"uri": self.root.as_uri(), "name": "w"}
        given = {
            "processId": None,
            "rootUri": folder["uri"],
            "capabilities": self._capabilities,
            "workspaceFolders": [folder],
        }
        self.capabilities = self.ask("initialize", given)["capabilities"]
        self.say("initialized", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if not self._out.closed:
            self._out.close()
        self._server.join(PATIENCE)
        self._reader.join(PATIENCE)

    def leave(self) -> int:
        """The exit code of the server, once the editor has said that this is all."""
        self.ask("shutdown", None)
        self.say("exit", None)
        return self.code()

    def code(self) -> int:
        """The exit code of the server, once it has ended."""
        return self._code.get(timeout=PATIENCE)

    def hang_up(self) -> None:
        """The editor goes away without a word."""
        self._out.close()

    # --- messages ---

    def say(self, method: str, params: Any) -> None:
        self._send({"method": method, **({} if params is None else {"params": params})})

    def ask(self, method: str, params: Any) -> Any:
        """The answer; the message of an error as a RuntimeError."""
        self._next += 1
        number = self._next
        self._send({"id": number, "method": method, **({} if params is None else {"params": params})})
        while True:
            message = self.listen()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message.get("result")

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._out.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._out.flush()

    def listen(self) -> dict[str, Any]:
        """The next message, which is taken note of."""
        message = self._incoming.get(timeout=PATIENCE)
        if message is None:
            raise EOFError
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            name = message["params"]["uri"].removeprefix(f"{self.root.as_uri()}/")
            self.diagnostics[name] = message["params"]["diagnostics"]
        elif method == "window/logMessage":
            self.logged.append(message["params"]["message"])
        elif method is not None and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _read(self, stream: BinaryIO) -> None:
        with stream:
            while head := stream.readline():
                length = int(head.partition(b":")[2])
                while stream.readline() not in (b"\r\n", b""):
                    pass
                self._incoming.put(json.loads(stream.read(length)))
        self._incoming.put(None)

    # --- files ---

    def open(self, name: str, text: str) -> None:
        self._versions[name] = 1
        document = {"uri": self._uri(name), "languageId": "yaml", "version": 1, "text": text}
        self.say("textDocument/didOpen", {"textDocument": document})

    def type(self, name: str, text: str) -> None:
        self._versions[name] += 1
        document = {"uri": self._uri(name), "version": self._versions[name]}
        self.say("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def close(self, name: str) -> None:
        self.say("textDocument/didClose", {"textDocument": {"uri": self._uri(name)}})

    def told(self, name: str, codes: list[str]) -> list[dict[str, Any]]:
        """The diagnostics of a file, once they have these codes."""
        while [one["code"] for one in self.diagnostics.get(name, [])] != codes:
            self.listen()
        return self.diagnostics.get(name, [])

    def at(self, method: str, name: str, line: int, character: int, **more: Any) -> Any:
        """The answer about a place in a file."""
        place = {"line": line, "character": character}
        return self.ask(
            f"textDocument/{method}", {"textDocument": {"uri": self._uri(name)}, "position": place, **more}
        )

    def about(self, method: str, name: str, **more: Any) -> Any:
        """The answer about a file."""
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": self._uri(name)}, **more})

    def _uri(self, name: str) -> str:
        return (self.root / name).as_uri()

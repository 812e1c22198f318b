"""The server of `pm view --serve`: a page for this machine, made anew when files change."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from pmcli import Loaded
from pmcli.cli import streams
from pmcli.cli.exits import INTERRUPTED
from pmcli.cli.output import Output
from pmcli.cli.view_options import ViewOptions
from pmcli.model.diagnostic import PmError
from pmcli.views.page import trouble
from pmcli.workspace import cache_folder
from pmcli.writers.reports import text as report

HOST: Final = "127.0.0.1"
USUAL: Final = 8765
_WIDE: Final = 100
_NAMES: Final = (HOST, "localhost")


class Site:
    """The page that was asked for, kept until the files change; a page of the errors where there are any."""

    def __init__(self, options: ViewOptions) -> None:
        self.options = options
        self.lock = threading.Lock()
        self.kept: tuple[str, bytes] | None = None

    def page(self) -> bytes:
        """The page as the files are now."""
        with self.lock:
            options = replace(self.options, output=self.options.output.anew())
            now = version_of(options.output)
            if self.kept is None or self.kept[0] != now:
                self.kept = now, self._made(options, now).encode("utf-8", "backslashreplace")
            return self.kept[1]

    @staticmethod
    def _made(options: ViewOptions, version: str) -> str:
        try:
            loaded = options.output.load()
            if loaded.errors and not options.output.partial:
                return trouble(*_errors(loaded), version)
            backlog, left_out = loaded.sound() if options.output.partial else (loaded.backlog, None)
            return options.page(options.view(backlog, left_out), version)
        except PmError as fault:
            return trouble(fault.message, fault.hint or "", version)


def _errors(loaded: Loaded) -> tuple[str, str]:
    """A sentence with the number of errors, and their text."""
    errors = loaded.errors
    text = report.render(errors, loaded.backlog.places.source, width=_WIDE, color=False, unicode=True)
    return f"The backlog has {len(errors):,} error{'' if len(errors) == 1 else 's'}", text


def version_of(output: Output) -> str:
    """A text that differs whenever the files of the workspace do."""
    try:
        opened = output.open()
        if opened.commit is not None:
            return opened.commit
        texts, faults = opened.texts, opened.faults
    except PmError as fault:
        return f"broken: {fault.message}"
    digest = sha256()
    for path, text in sorted(texts.items()):
        digest.update(f"{path}\0{len(text)}\0".encode("utf-8", "surrogateescape"))
        digest.update(text)
    for unread in faults:
        digest.update(repr(unread).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


class _Server(ThreadingHTTPServer):
    """The HTTP server of one site."""

    daemon_threads = True

    def __init__(self, port: int, site: Site) -> None:
        super().__init__((HOST, port), _Handler)
        self.site = site

    @property
    def names(self) -> set[str]:
        """The values of Host by which it is meant; another is a name bent to it (DNS rebinding)."""
        port = self.server_address[1]
        return {f"{name}:{port}" for name in _NAMES} | (set(_NAMES) if port == 80 else set())

    def handle_error(self, *_: object) -> None:
        """Tells nothing: a browser went away."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "pm", ""
    timeout = 30

    def do_GET(self) -> None:
        """Answers with the page or its version; refuses requests for another host."""
        if self.headers.get("Host", "") not in self.server.names:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"this server answers to 127.0.0.1 and localhost\n")
        elif (path := self.path.partition("?")[0]) == "/":
            self._answer(HTTPStatus.OK, self.server.site.page(), "text/html")
        elif path == "/version":
            self._answer(HTTPStatus.OK, version_of(self.server.site.options.output.anew()).encode())
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"there is only /\n")

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


def serve(options: ViewOptions, port: int | None, open_: Callable[[str], None]) -> int:
    """The exit code, after the page was served until Ctrl-C.

    Raises:
        PmError: the port is not free, or there is no workspace.
    """
    cache_folder.allow(yes=False)
    replace(options.output.anew(), revision=None).open()
    gc.enable()  # a server lives longer than a command
    server = _bound(port, Site(options))
    address = f"http://{HOST}:{server.server_address[1]}/"
    streams.answer(f"{address}\n")
    options.output.notice("shown anew when files change; Ctrl-C ends it\n")
    try:
        open_(address)
        server.serve_forever()
    except KeyboardInterrupt:
        streams.tell("\n")
    finally:
        server.server_close()
    return INTERRUPTED


def _bound(port: int | None, site: Site) -> _Server:
    """The server at a port: the one asked for, else the usual one, else any that is free."""
    try:
        return _Server(USUAL if port is None else port, site)
    except OSError as fault:
        if port is None:
            return _Server(0, site)
        raise PmError(
            f"cannot serve at port {port}: {(fault.strerror or 'it failed').lower()}",
            "--port 0 takes a free one",
        ) from None

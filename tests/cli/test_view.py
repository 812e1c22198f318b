"""`pm view`: the page written and opened, and served while files change."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from pmcli.cli.command import Command
from pmcli.cli.output import Output
from pmcli.cli.server import Site, _bound, version_of
from pmcli.cli.view_options import ViewOptions
from tests.cli.conftest import NORTHWIND, Make, Pm, environment
from tests.cli.repo import commit

HEAD_AND_TEAM = (
    "pm: 1\nproduct: Shop\nteams: {web: {capacity: 9}}\ncalendar: {start: 2026-Q4}\n",
    "- {id: a, title: A, effort: 2, rice: {reach: 5, impact: high, confidence: 80%}}\n",
)


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


def page_at(path: str) -> str:
    return Path(path.strip()).read_text(encoding="utf-8")


@pytest.mark.unmeasured
def test_it_writes_a_page_and_says_where(pm: Pm) -> None:
    run = pm("view", "--no-open", at=NORTHWIND)
    assert (run.code, run.err) == (0, "")
    text = page_at(run.out)
    assert text.startswith("<!DOCTYPE html>")
    assert "How much" not in text
    assert "= reach * impact * confidence" in text
    assert Path(run.out.strip()).name == "roadmap.html"
    assert Path(run.out.strip()).parent.stat().st_mode & 0o077 == 0


@pytest.mark.unmeasured
def test_it_begins_where_it_is_told_to(pm: Pm) -> None:
    run = pm("view", "graph", "--no-open", at=NORTHWIND)
    assert '"start":"graph"' in page_at(run.out)


@pytest.mark.unmeasured
def test_what_an_audience_sees(pm: Pm) -> None:
    text = page_at(pm("view", "--no-open", "--audience", "customers", at=NORTHWIND).out)
    assert "Buy without an account" in text
    assert "amelie" not in text
    assert "guest-checkout" not in text


@pytest.mark.unmeasured
def test_only_some_features(pm: Pm) -> None:
    text = page_at(pm("view", "--no-open", "--where", "theme=retention", at=NORTHWIND).out)
    assert "Loyalty points" in text
    assert "Guest checkout" not in text


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("view", "grph"), 'error: pm view knows no "grph"; did you mean "graph"?'),
        (("view", "--audience", "custmers"), 'there is no audience "custmers"'),
        (("view", "--port", "80"), "--port goes with --serve"),
        (("view", "--serve", "--port", "99999"), "found 99999, expected 0 to 65535"),
        (("view", "--where", "nonsense=1"), "nonsense"),
        (("view", "--serve", "-o", "plan.html"), "--serve writes no file"),
        (("view", "--serve", "-o", "-"), "--serve writes no file"),
        (
            ("view", "-o", "plan.md"),
            'the page is HTML, and "plan.md" would be markdown\nhint:  pm export roadmap -o plan.md',
        ),
        (("view", "-o", "../plan.html"), "is outside the workspace"),
    ],
)
def test_what_it_does_not_take(pm: Pm, arguments: tuple[str, ...], error: str) -> None:
    run = pm(*arguments, at=NORTHWIND)
    assert run.code == 2
    assert run.out == ""
    assert error in run.err


def test_the_page_goes_where_it_is_wanted_and_into_no_browser(pm: Pm, make: Make) -> None:
    root = make()
    shown = page_at(pm("view", "rank", "--no-open", at=root).out)
    for name in ("plan.html", "plan"):
        run = pm("view", "rank", "-o", name, "--width", "70", at=root)
        assert (run.code, run.out, run.err) == (0, "", "")
        assert (root / name).read_text(encoding="utf-8") == shown
    assert pm("view", "rank", "-o", "-", at=root).out == shown


def test_a_broken_backlog_is_not_shown(pm: Pm, make: Make) -> None:
    run = pm("view", "--no-open", at=make("- {id: a, title: A, effort: nonsense}\n"))
    assert run.code == 1
    assert run.out == ""
    assert "so the answer would be untrue" in run.err
    partial = pm(
        "view",
        "--no-open",
        "--partial",
        at=make("- {id: a, title: A, effort: nonsense}\n- {id: b, title: B}\n"),
    )
    assert partial.code == 0
    assert "left out for errors" in page_at(partial.out)


def test_what_changed_since_then(pm: Pm, make: Make) -> None:
    root = make(HEAD_AND_TEAM[1], HEAD_AND_TEAM[0])
    before = commit(root)
    file = root / "features" / "all.yaml"
    file.write_text(file.read_text() + "- {id: new, title: Brand new}\n")
    text = page_at(pm("view", "--no-open", "--since", before, at=root).out)
    assert '<section id="changes"' in text
    assert "new: Brand new" in text
    served = Site(ViewOptions(Output(str(root), revision=before), "roadmap", None, None, (), None))
    assert b"Brand new" not in served.page()
    assert version_of(served.options.output) == before


def test_an_empty_backlog_is_a_page_too(pm: Pm, make: Make) -> None:
    run = pm("view", "--no-open", at=make(""))
    assert run.code == 0
    assert "No features yet." in page_at(run.out)


def test_the_browser_is_opened(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import webbrowser

    seen = tmp_path / "seen"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    script.chmod(0o755)
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})
    monkeypatch.setenv("BROWSER", f"{script} %s")
    run = pm("view", at=make())
    assert (run.code, run.err) == (0, "")
    assert seen.read_text().strip() == Path(run.out.strip()).as_uri()
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    run = pm("view", at=make())
    assert (run.code, run.err) == (0, "no browser could be opened: open it by hand\n")


def test_nowhere_to_write(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    run = pm("view", "--no-open", at=make())
    assert run.code == 2
    assert "cannot write the page: no such file or directory" in run.err


# --- served ---


class Server:
    """`pm view --serve` in another process."""

    def __init__(self, at: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pmcli", "view", "--serve", "--no-open", *arguments],
            cwd=at, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/", self.address)
        assert found, self.address
        self.port = int(found[1])

    def get(
        self, path: str = "/", host: str | None = None, method: str = "GET"
    ) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(), dict(answer.getheaders())
        connection.close()
        return found

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture
def served(make: Make) -> Iterator[tuple[Server, Path]]:
    root = make()
    server = Server(root, "--port", "0")
    yield server, root
    if server.process.poll() is None:
        server.process.kill()
        server.process.communicate()


def version_in(text: str) -> str:
    version_in = re.search(r'name="pm-version" content="([^"]+)"', text)
    assert version_in
    return version_in[1]


def test_it_follows_the_files_and_outlives_their_faults(served: tuple[Server, Path]) -> None:
    server, root = served
    status, text, headers = server.get()
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"].strip() == "pm"
    assert "Single sign-on" in text
    assert server.get("/version")[1] == version_in(text)
    assert server.get("/?x=1")[0] == 200
    file = root / "features" / "all.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("Single sign-on", "Passkeys"))
    assert server.get("/version")[1] != version_in(text)
    changed = server.get()[1]
    assert "Passkeys" in changed
    assert server.get("/version")[1] == version_in(changed)
    file.write_text(sound.replace("effort: 5", "effort: <b>"))
    broken = server.get()[1]
    assert "<title>The backlog has 1 error</title>" in broken
    assert "&lt;b&gt;" in broken
    assert "features/all.yaml" in broken
    assert version_in(broken) == server.get("/version")[1]
    (root / "pm.yaml").unlink()
    assert "no workspace" in server.get()[1].casefold() or "pm.yaml" in server.get()[1]
    (root / "pm.yaml").write_text("pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n")
    file.write_text(sound)
    assert "Single sign-on" in server.get()[1]


def test_only_this_machine_by_its_own_names(served: tuple[Server, Path]) -> None:
    server, _ = served
    for host in (
        "evil.example",
        f"evil.example:{server.port}",
        "127.0.0.1",
        "localhost:1",
        "",
        "127.0.0.1.evil.example",
    ):
        status, text, _ = server.get(host=host or " ")
        assert status == 421
        assert "Single sign-on" not in text
    assert server.get(host=f"localhost:{server.port}")[0] == 200
    assert server.get("/etc/passwd")[0] == 404
    assert server.get("/../pm.yaml")[0] == 404
    status, text, headers = server.get(method="HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) > 1000
    assert server.get(method="POST")[0] == 501


def test_ctrl_c_ends_it(served: tuple[Server, Path]) -> None:
    server, _ = served
    server.get()
    code, errors = server.end()
    assert code == 130
    assert errors == "shown anew when files change; Ctrl-C ends it\n\n"


def test_a_port_that_is_taken(served: tuple[Server, Path], pm: Pm) -> None:
    server, root = served
    run = pm("view", "--serve", "--no-open", "--port", str(server.port), at=root)
    assert run.code == 2
    assert run.out == ""
    assert f"cannot serve at port {server.port}: address already in use" in run.err
    assert "--port 0 takes a free one" in run.err


def test_the_usual_port_gives_way(make: Make) -> None:
    site = Site(ViewOptions(Output(str(make())), "roadmap", None, None, (), None))
    first, second = _bound(None, site), _bound(None, site)
    try:
        assert first.server_address[1] != second.server_address[1]
        assert first.server_address[0] == second.server_address[0] == "127.0.0.1"
    finally:
        first.server_close()
        second.server_close()


def test_a_page_is_made_once_for_the_same_files(make: Make) -> None:
    root = make()
    site = Site(ViewOptions(Output(str(root)), "roadmap", None, None, (), None))
    first = site.page()
    assert site.page() is first
    (root / "features" / "more.yaml").write_text("id: more\ntitle: More\n")
    assert site.page() is not first
    assert b"More" in site.page()


def test_partly_where_that_was_asked_for(make: Make) -> None:
    output = Output(
        str(make("- {id: a, title: A, effort: nonsense}\n- {id: b, title: Sound}\n")), partial=True
    )
    page = Site(ViewOptions(output, "roadmap", None, None, (), None)).page()
    assert b"Sound" in page
    assert b"left out for errors" in page


def test_what_cannot_be_answered_is_told_on_the_page(make: Make) -> None:
    root = make()
    page = Site(ViewOptions(Output(str(root)), "roadmap", "nobody", None, (), None)).page()
    assert b"there is no audience &quot;nobody&quot;" in page or b'there is no audience "nobody"' in page


def test_versions(make: Make) -> None:
    root = make()
    output = Output(str(root))
    one = version_of(output.anew())
    assert one == version_of(output.anew())
    os.utime(root / "pm.yaml", (0, 0))
    assert one == version_of(output.anew())
    (root / "pm.yaml").write_bytes((root / "pm.yaml").read_bytes() + b"\n")
    assert one != version_of(output.anew())
    (root / "pm.yaml").unlink()
    assert version_of(output.anew()).startswith("broken: ")


def test_the_command_is_listed(pm: Pm) -> None:
    from pmcli.cli.app import BY_NAME

    assert isinstance(BY_NAME["view"].load(), Command)
    assert "view" in pm("--help").out

"""How things look for one person: the environment and their file, and never what the answer is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from pmcli.cli.app import BY_NAME
from pmcli.cli.preferences import ANSWERS, PREFERENCES, Preferences, file_of, ignored, lenient, preferences
from pmcli.model.diagnostic import PmError
from tests.cli.conftest import ESCAPE, HEAD, NORTHWIND, Make, Pm, in_terminal, outside
from tests.conftest import for_each


def home(root: Path, text: str | bytes) -> dict[str, str]:
    """The environment of a person with this file of their own."""
    folder = root / "pm"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"XDG_CONFIG_HOME": str(root)}


def fault(environment: Mapping[str, str]) -> tuple[str, str | None]:
    with pytest.raises(PmError) as told:
        preferences(environment)
    assert told.value.exit_code == 2
    assert lenient(environment) == Preferences()
    return told.value.message, told.value.hint


def test_the_variables_come_before_the_file(tmp_path: Path) -> None:
    text = 'width = 90\ncolor = "always"\npager = "less -S"\nno-pager = true\nquiet = false\nverbose = true\n'
    environment = home(tmp_path, text)
    assert preferences(environment) == Preferences(None, 90, "always", "less -S", True, False, True)
    environment |= {
        "PM_WIDTH": "70", "PM_COLOR": "never", "PM_PAGER": "", "PM_NO_PAGER": "0", "PM_QUIET": "1", "PM_VERBOSE": "no",
    }  # fmt: skip
    assert preferences(environment) == Preferences(70, 90, "never", "", False, True, False)


@for_each(
    "text, pager", [("pager = false", ""), ('pager = ""', ""), ("", None), ('"pager" = "more"', "more")]
)
def test_no_pager_may_be_wished_for(text: str, pager: str | None, tmp_path: Path) -> None:
    assert preferences(home(tmp_path, text)).pager == pager


@for_each("name", ["PM_WIDTH", "PM_COLOR", "PM_QUIET", "PM_NO_PAGER"])
def test_an_empty_variable_says_nothing(name: str) -> None:
    assert preferences({"XDG_CONFIG_HOME": os.devnull, name: ""}) == Preferences()


@for_each(
    "text, told, hint",
    [
        ('\ncolour = "never"', '2: there is no setting "colour"', 'did you mean "color"?'),
        ("zzz = 1", '1: there is no setting "zzz"', "settings: width, color, pager, no-pager, quiet, verbose"),
        ("[width]\nx = 1", "1: width: found a table, expected a whole number above 0", None),
        ("[a.b]\n", '1: there is no setting "a"', "settings: width, color, pager, no-pager, quiet, verbose"),
        ("width = 0", "1: width: found 0, expected a whole number above 0", None),
        ("width = true", "1: width: found true, expected a whole number above 0", None),
        ('color = "alway"', '1: color: found "alway", expected auto, always or never', 'did you mean "always"?'),
        ("color = 1", "1: color: found 1, expected auto, always or never", None),
        ("pager = 3", "1: pager: found 3, expected a command in quotes, or false", None),
        ('quiet = "maybe"', '1: quiet: found "maybe", expected true or false', None),
        ("# mine\nwidth = 80\nmodel = 'ice'", '3: "model" cannot stand here: the same files give everybody the same answer',
         "--model says it for one run, pm.yaml for everybody"),
        ("today = 2026-01-01", '1: "today" cannot stand here: the same files give everybody the same answer',
         "--today says it for one run"),
        ("width = 80\nwidth 90", "2: expected '=' after a key in a key/value pair", None),
        ("width = [80\n", "2: unclosed array", None),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told_at_its_line(
    text: str, told: str, hint: str | None, tmp_path: Path
) -> None:
    message, found = fault(home(tmp_path, text))
    assert message == f"{tmp_path}/pm/config.toml:{told}"
    assert found == hint


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    environment = home(tmp_path, b"\xff\xfe")
    assert fault(environment) == (f"{tmp_path}/pm/config.toml is no text in UTF-8", None)
    (tmp_path / "pm" / "config.toml").unlink()
    assert preferences(environment) == Preferences()
    (tmp_path / "pm" / "config.toml").mkdir()
    assert fault(environment) == (f"cannot read {tmp_path}/pm/config.toml: is a directory", None)


def test_a_mark_of_its_encoding_is_no_fault(tmp_path: Path) -> None:
    assert preferences(home(tmp_path, b"\xef\xbb\xbfquiet = true\r\n")).quiet


@for_each(
    "variables, told",
    [
        ({"PM_WIDTH": "wide"}, 'PM_WIDTH: found "wide", expected a whole number above 0'),
        ({"PM_COLOR": "pink"}, 'PM_COLOR: found "pink", expected auto, always or never'),
        ({"PM_QUIET": "maybe"}, 'PM_QUIET: found "maybe", expected true or false'),
    ],
)
def test_what_is_wrong_in_a_variable(variables: dict[str, str], told: str) -> None:
    assert fault({"XDG_CONFIG_HOME": os.devnull, **variables})[0] == told


def test_where_the_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (
        file_of({}) == file_of({"XDG_CONFIG_HOME": "relative"}) == tmp_path / ".config" / "pm" / "config.toml"
    )
    assert file_of({"XDG_CONFIG_HOME": "/etc/xdg"}) == Path("/etc/xdg/pm/config.toml")
    (tmp_path / ".config").mkdir()
    environment = home(tmp_path / ".config", "zzz = 1")
    assert fault({})[0] == fault(environment)[0] == '~/.config/pm/config.toml:1: there is no setting "zzz"'
    monkeypatch.setenv("HOME", "nowhere")
    assert file_of({}) is None
    assert preferences({}) == Preferences()
    monkeypatch.setattr(Path, "home", _homeless)
    assert file_of({}) is None


def _homeless() -> Path:
    raise RuntimeError


def test_nothing_of_a_workspace_is_read(make: Make, pm: Pm) -> None:
    root = make()
    (root / ".config" / "pm").mkdir(parents=True)
    (root / ".config" / "pm" / "config.toml").write_text("zzz = 1")
    assert outside("list", at=root, variables={"XDG_CONFIG_HOME": ".config"}).returncode == 0


# --- what it does ---


def test_a_faulty_file_stops_a_command_and_no_help(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", home(tmp_path, "zzz = 1")["XDG_CONFIG_HOME"])
    run = pm("rank", at=NORTHWIND)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f'error: {tmp_path}/pm/config.toml:1: there is no setting "zzz"\n')
    for words in ("--help", "help rank", "--help --all", "--version"):
        run = pm(*words.split())
        assert (run.code, run.err) == (0, "")


@for_each("key", ANSWERS)
def test_what_would_change_the_answer_is_not_read(key: str, pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    told = f"PM_{key.upper()} is not read, for the same files give everybody the same answer: --{key} says it for one run"
    assert list(ignored({f"PM_{key.upper()}": "x"})) == [told]
    assert list(ignored({f"PM_{key.upper()}": ""})) == []


def test_a_variable_that_is_not_read_is_told_a_person_once() -> None:
    plain, asked = in_terminal("rank", at=NORTHWIND)[1], {"PM_MODEL": "ice", "PM_DIRECTORY": "nowhere"}
    code, shown = in_terminal("rank", at=NORTHWIND, variables=asked)
    assert code == 0
    assert shown.endswith(plain)
    assert shown.count("PM_MODEL is not read") == shown.count("PM_DIRECTORY is not read") == 1
    assert "is not read" not in in_terminal("rank", "-q", at=NORTHWIND, variables=asked)[1]
    done = outside("rank", at=NORTHWIND, variables=asked)
    assert (done.returncode, done.stdout, done.stderr) == (0, outside("rank", at=NORTHWIND).stdout, "")


def test_options_that_are_refused_exist(pm: Pm) -> None:
    helps = "".join(pm(name, "--help").out for name in BY_NAME)
    assert all(f"--{key}" in helps for key in {*ANSWERS, *(one.key for one in PREFERENCES)} - {"pager"})


def test_the_width_of_the_file_counts_at_a_terminal_only(tmp_path: Path) -> None:
    plain = outside("rank", at=NORTHWIND).stdout
    environment = home(tmp_path, "width = 60")
    assert outside("rank", at=NORTHWIND, variables=environment).stdout == plain
    asked = outside("rank", "--width", "60", at=NORTHWIND).stdout
    assert outside("rank", at=NORTHWIND, variables={"PM_WIDTH": "60"}).stdout == asked != plain
    at_terminal = {**environment, "NO_COLOR": "1"}
    assert in_terminal("rank", at=NORTHWIND, columns=120, variables=at_terminal)[1] == asked
    wide = in_terminal("rank", "--width", "70", at=NORTHWIND, columns=120, variables=at_terminal)[1]
    assert 60 < max(map(len, wide.splitlines())) <= 70
    narrow_help = in_terminal("rank", "-h", at=NORTHWIND, columns=120, variables=at_terminal)[1]
    assert 50 < max(map(len, narrow_help.splitlines())) <= 60


def test_a_written_file_looks_the_same_for_everybody(make: Make) -> None:
    root = make()
    look = {"PM_WIDTH": "30", "PM_COLOR": "always"}
    assert outside("list", "-o", "plain.txt", at=root).returncode == 0
    assert outside("list", "-o", "mine.txt", at=root, variables=look).returncode == 0
    assert (root / "mine.txt").read_text() == (root / "plain.txt").read_text()
    assert outside("list", "-o", "asked.txt", "--color", "always", at=root, variables=look).returncode == 0
    assert ESCAPE.sub("", (root / "asked.txt").read_text()) == (root / "plain.txt").read_text()
    assert ESCAPE.search((root / "asked.txt").read_text())


@for_each(
    "options, variables, file, colored",
    [
        ([], {}, "", False), ([], {"PM_COLOR": "always"}, "", True), ([], {}, "color = 'always'", True),
        ([], {"PM_COLOR": "never"}, "color = 'always'", False), (["--color", "never"], {"PM_COLOR": "always"}, "", False),
        (["--color", "auto"], {"PM_COLOR": "always"}, "", False), ([], {"NO_COLOR": "1"}, "color = 'always'", True),
        ([], {"FORCE_COLOR": "1", "PM_COLOR": "never"}, "", False), ([], {"FORCE_COLOR": "1"}, "color = 'never'", False),
        ([], {"PM_COLOR": "auto", "FORCE_COLOR": "1"}, "", True),
    ],
)  # fmt: skip
def test_who_decides_on_colour(
    options: list[str], variables: dict[str, str], file: str, colored: bool, tmp_path: Path, pm: Pm,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with monkeypatch.context() as person:
        for name, value in {**variables, **home(tmp_path, file)}.items():
            person.setenv(name, value)
        assert bool(ESCAPE.search(pm("rank", "--top", "1", *options, at=NORTHWIND).out)) is colored
        assert bool(ESCAPE.search(pm("zzz", *options).err)) is colored


# --- -q and -v ---


@pytest.mark.unmeasured
@for_each(
    "words",
    [
        "rank", "rank --top 2", "ready", "list --where team=web", "decisions --no-plan", "demand --no-plan", "rule",
        "check", "rank --partial", "roadmap", "graph", "history --top 1",
    ],
)  # fmt: skip
def test_quiet_is_the_answer_and_no_more(words: str, pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_CEILING_DIRECTORIES", raising=False)  # history is one of them
    whole, quiet = pm(*words.split(), at=NORTHWIND), pm(*words.split(), "-q", at=NORTHWIND)
    assert (quiet.code, quiet.err) == (whole.code, "")
    left = iter(whole.out.splitlines())
    assert all(line in left for line in quiet.out.splitlines() if line)  # nothing is new, nothing has moved
    if words.split()[0] not in ("graph", "history"):
        assert len(quiet.out.splitlines()) < len(whole.out.splitlines())


def test_quiet_keeps_errors_and_what_an_empty_answer_says(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A, effort: nonsense}\n")
    assert pm("rank", "-q", at=root).err == pm("rank", at=root).err != ""
    assert "nonsense" in pm("check", "-q", at=root).out
    assert "none of the" in pm("rank", "-q", "--where", "title=nothing", at=NORTHWIND).out
    empty = make("- {id: a, title: A}\n")
    assert pm("check", "-q", "--fail-on", "error", at=empty).code == 0


def test_quiet_drops_what_is_told_on_the_way(pm: Pm, make: Make) -> None:
    root = make("- {id: a, title: A, effort: 2}\n", HEAD + "exports: [{view: rank, to: RANK.md}]\n")
    for words in (["export"], ["export", "--check"], ["export", "--dry-run"], ["new", "Another thing"]):
        run = pm(*words, "-q", at=root)
        assert (run.code, run.err) == (0, ""), words
    assert pm("export", at=root).err != ""


def test_verbose_has_every_digit(pm: Pm) -> None:
    first = pm("rank", "--top", "1", "--columns", "id,score,rank", "-q", at=NORTHWIND).out.splitlines()[-1]
    full = pm("rank", "--top", "1", "--columns", "id,score,rank", "-qv", at=NORTHWIND).out.splitlines()[-1]
    assert first.split() == ["autofill", "5,031", "1"]
    item = json.loads(pm("rank", "--top", "1", "--format", "json", at=NORTHWIND).out)["items"][0]
    assert full.split() == ["autofill", f"{item['score']:,}", "1"]
    numbers = ("rank", "--columns", "id,score,effort", "--format", "csv")
    assert pm("-v", *numbers, at=NORTHWIND).out == pm(*numbers, at=NORTHWIND).out


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_has_the_options_of_how_things_look(pm: Pm, name: str) -> None:
    told = pm(name, "--help").out
    for option in ("--width N", "--color auto|always|never", "--no-pager", "-q, --quiet", "-v, --verbose"):
        assert option in told


def test_a_file_that_cannot_be_meant_is_told_in_a_sentence(tmp_path: Path) -> None:
    for text, told in (
        ("x = " + "[" * 2000, "nested too deeply"), ("width = " + "9" * 4301, "a number too long"),
        ("width = 0x" + "f" * 100_000, "more than 65,536 bytes"), ('color = "' + "y" * 60_000 + '"', 'found "yyyy'),
        ("width = [1]", "found a list"), ("width = {a = 1}", "found a table"),
    ):  # fmt: skip
        message, _ = fault(home(tmp_path, text))
        assert told in message
        assert len(message) < 300
    assert preferences(home(tmp_path, "width = 0xffffffffffffffffff")).width_at_terminal


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "pm").mkdir()
    os.mkfifo(tmp_path / "pm" / "config.toml")
    assert "is no file" in fault({"XDG_CONFIG_HOME": str(tmp_path)})[0]

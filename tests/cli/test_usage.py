"""Wrong usage is one sentence and a hint; help has examples; every end has its code."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import pmcli.workspace.opening
from pmcli import __version__
from pmcli.cli import exits, main
from pmcli.cli.app import BY_NAME, COMMANDS
from pmcli.cli.command import CommandEntry
from pmcli.cli.exits import INTERNAL, shortened
from pmcli.cli.help import CODES, EXAMPLES
from pmcli.cli.options import SHARED
from pmcli.cli.preferences import PREFERENCES
from pmcli.cli.synonyms import SYNONYMS
from pmcli.model.diagnostic import PmError
from tests.cli.conftest import ESCAPE, NORTHWIND, Make, Pm, in_terminal
from tests.cli.repo import commit, git
from tests.conftest import for_each

WRONG = [
    ("rnak", 'error: no such command "rnak"; did you mean "rank"?\n'),
    ("zzz", 'error: no such command "zzz"\nhint:  pm --help lists the commands\n'),
    ("rank --tpo 3", 'error: no such option "--tpo"; did you mean "--top"?\n'),
    ("-C", "error: -C needs a value\nhint:  pm --help\n"),
    ("rank --top", "error: --top needs a value\nhint:  pm rank --help\n"),
    ("rank --top x", 'error: --top: found "x", expected a whole number above 0\n'),
    ("rank --top 0", 'error: --top: found "0", expected a whole number above 0\n'),
    ("rank --width -5", 'error: --width: found "-5", expected a whole number above 0\n'),
    ("rank x", 'error: pm rank has no place for "x"\nhint:  pm rank --help\n'),
    ("show", "error: pm show needs ID\nhint:  pm show --help\n"),
    (
        "show guest-chekout",
        'error: there is no feature "guest-chekout"; did you mean "guest-checkout"?\n',
    ),
    ("show zzzzzz", 'error: there is no feature "zzzzzz"\nhint:  pm list has them all\n'),
    ("rank --model riec", 'error: there is no model "riec"; did you mean "rice"?\n'),
    ("rank --by scoer", 'error: --by knows no "scoer"; did you mean "score"?\n'),
    ("rank --format jsn", 'error: --format knows no "jsn"; did you mean "json"?\n'),
    (
        "rank --format xml",
        'error: --format knows no "xml"\nhint:  write one of table, plain, json, csv, markdown, xlsx\n',
    ),
    (
        "rank --color sometimes",
        'error: --color knows no "sometimes"\nhint:  write one of auto, always, never\n',
    ),
    ("rank --where statsu=x", 'error: there is no field "statsu"; did you mean "status"?\n'),
    ("rank --columns titel", 'error: there is no column "titel"; did you mean "title"?\n'),
    ("completion tcsh", 'error: pm completion knows no "tcsh"; did you mean "bash"?\n'),
    ("--zzz", 'error: no such option "--zzz"\nhint:  pm --help\n'),
    ("rank --partial=yes", "error: --partial takes no value\nhint:  pm rank --help\n"),
]
"""Wrong command lines, and all that is said of each."""


@for_each("words, told", WRONG)
def test_one_sentence_and_a_hint(pm: Pm, words: str, told: str) -> None:
    run = pm(*words.split(), at=NORTHWIND)
    assert (run.code, run.out) == (2, "")
    if "tcsh" not in words:
        assert run.err == told


def test_no_workspace(pm: Pm, tmp_path: Path) -> None:
    run = pm("rank", at=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: no pm.yaml in")
    assert "hint:  a workspace is a folder with a pm.yaml" in run.err
    assert pm("rank", "-C", "nowhere", at=tmp_path).code == 2


def test_a_workspace_below_is_named(pm: Pm, tmp_path: Path) -> None:
    for path in ("plans/web shop", "plans/web shop/inner", "a/b/c/d"):
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "pm.yaml").touch()
    run = pm("rank", at=tmp_path)
    assert run.code == 2
    assert run.err.endswith("hint:  there is one below: pm -C 'plans/web shop' rank\n")
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "pm.yaml").touch()
    told = "hint:  there are some below: pm -C apps rank; also plans/web shop\n"
    assert pm("rank", at=tmp_path).err.endswith(told)
    assert "pm -C ../plans/'web shop' rank" not in pm("-C", "plans", "rank", at=tmp_path).err
    assert "pm -C 'plans/web shop' rank" in pm("-C", "plans", "rank", at=tmp_path).err


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "words",
    [
        "-C {} rank", "rank -C {}", "--directory {} rank", "rank --directory={}", "--directory={} rank", "-C{} rank",
        "--color never --width 90 -C {} rank", "-C {0} rank -C {0}", "--partial -C {} rank --today 2026-10-01",
    ],
)  # fmt: skip
def test_shared_options_stand_before_or_after_the_command(pm: Pm, tmp_path: Path, words: str) -> None:
    run = pm(*words.format(NORTHWIND).split(), at=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert "Northwind Checkout: what to do first" in run.out


@pytest.mark.parametrize(
    "words", ["", "--help", "-h", "help", "-C nowhere", "--color never --help", "--no-pager"]
)
def test_pm_alone_tells_what_it_is(pm: Pm, words: str) -> None:
    run = pm(*words.split())
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "pm: decide what to build next, from YAML files in git"
    assert len(lines) <= 53
    assert max(map(len, lines)) <= 80
    for command in COMMANDS:  # each on one line, with what it does
        assert sum(line.endswith(f" {command.name:12}{command.title}") for line in lines) == 1, command.name


@pytest.mark.parametrize("words", ["--help --all", "help --all", "--all -h", "--no-pager --help --all"])
def test_the_rest_is_told_with_all(pm: Pm, words: str) -> None:
    run = pm(*words.split())
    assert (run.code, run.err) == (0, "")
    assert run.out.index("Examples:") < run.out.index("Decide:") < run.out.index("Look:")
    for option in SHARED:
        assert f"--{option.replace('_', '-')}" in run.out or option in ("revision", "path", "overwrite")
    assert all(f"{one.key}, {one.variable}" in run.out for one in PREFERENCES)
    assert all(f"\n  {code} " in run.out for code, _ in CODES)
    assert "install-completion" not in run.out
    assert max(map(len, run.out.splitlines())) <= 80


def test_help_in_a_narrow_terminal() -> None:
    for columns in (40, 50, 70, 200):
        code, shown = in_terminal("--help", at=NORTHWIND, columns=columns)
        assert code == 0
        lines = ESCAPE.sub("", shown).splitlines()
        assert max(map(len, lines)) <= min(columns, 100)
        assert "\x1b[1mKeep it sound" in shown


WORDS = sorted(SYNONYMS)


@pytest.fixture
def helps() -> dict[str, str]:
    """The help of commands that has been asked for."""
    return {}


@for_each("word", WORDS)
def test_words_that_people_try(pm: Pm, helps: dict[str, str], word: str) -> None:
    run = pm(word.upper() if word == "ls" else word)
    assert (run.code, run.out) == (2, "")
    assert run.err.endswith(f'"; {SYNONYMS[word]}\n')
    for line in re.findall(r"(?<![\w-])pm ([^;]*)", SYNONYMS[word]):
        name, *rest = line.split()
        if name == "--version" or name == "--help":
            continue
        assert name in BY_NAME, line
        known = helps.get(name) or helps.setdefault(name, pm(name, "--help").out)
        assert all(option in known for option in rest if option.startswith("--") and option != "--help"), line


def test_words_that_people_try_are_no_commands() -> None:
    assert not SYNONYMS.keys() & BY_NAME.keys()
    tried = (
        "version next add edit status tui ls plan move deps delete remove prioritize sort score search find config "
        "log why sync open todo estimate"
    )
    assert set(tried.split()) <= SYNONYMS.keys()


@for_each(
    "command, form",
    [*((one, "{} --help") for one in COMMANDS), (COMMANDS[0], "{} -h"), (COMMANDS[0], "help {}")],
)
def test_help_has_examples_first(pm: Pm, tmp_path: Path, command: object, form: str) -> None:
    name = getattr(command, "name", "")
    run = pm(*form.format(name).split(), at=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"pm {name}: ")
    assert run.out.splitlines()[2] == "Examples:"
    assert run.out.index("Examples:") < run.out.index("Usage: pm")


ELSEWHERE = (
    "--rev",
    "check - ",
    "pm triage",
    "pm view",
    "pm mcp",
    "pm lsp",
    "pm init",
    "pm import",
    "--edit",
    "pm new",
    "pm rm",
    "pm set",
    "pm rename",
)
"""What needs a terminal, a browser or files from elsewhere is tried in the tests of its command."""


WRITING = (
    "pm accept",
    "pm decide",
    "pm fmt",
    "pm check --add-ignores",
    "pm export",
    " -o ",
    "sarif=",
    "--save",
    "--install",
    "--refresh",
)
"""What may leave the files of its workspace other than they were."""


SPOKEN_OF = (
    "address-book", "bnpl", "design-tokens", "event-bus", "gift-cards", "guest-checkout", "loyalty",
    "multi-currency", "one-tap-reorder",
    "postcode-lookup", "sepa-debit", "sso", "tokenised-cards", "wallets",
)  # fmt: skip
"""The features of the examples and exports, and what they wait for: fewer are planned faster."""


@pytest.fixture(scope="module")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example in a repository with two tags: of the features those that help speaks of."""
    shop = tmp_path_factory.mktemp("northwind") / "shop"
    shutil.copytree(NORTHWIND, shop)
    for path in (shop / "features").iterdir():
        if path.stem not in SPOKEN_OF:
            path.unlink()
    for tag in ("v1", "v2"):
        (shop / "plan.yaml").write_text(
            "periods: {2026-Q4: [address-book, guest-checkout], 2027-Q3: [wallets]}\n"
        )
        commit(shop, tag)
        git(shop, "tag", tag)
    git(shop, "config", "user.name", "Ada")
    return shop


@pytest.mark.unmeasured
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_examples_of_help_run(pm: Pm, command: CommandEntry, northwind: Path) -> None:
    git(northwind, "checkout", "-q", ".")
    git(northwind, "clean", "-fdq")
    touched = ""
    for line, _ in command.load().examples:
        if line.startswith("pm ") and not any(one in line for one in ELSEWHERE):
            words = shlex.split(line.partition("|")[0].partition(" > ")[0])
            assert pm(*words[1:], at=northwind).code == 0, line
            before, touched = touched, git(northwind, "status", "--porcelain")
            assert touched == before or any(one in line for one in WRITING), line


@pytest.mark.unmeasured
def test_the_examples_of_the_overview_run(pm: Pm) -> None:
    for line, _ in EXAMPLES:
        assert pm(*line.split()[1:], at=NORTHWIND).code == 0


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["-V", "rank"]])
def test_version(pm: Pm, words: list[str]) -> None:
    assert pm(*words).out == f"pm {__version__}\n"


class TestBeforeTheCommand:
    """Options that commands share may stand before them."""

    def test_they_are_what_the_command_takes(self, pm: Pm) -> None:
        before = pm("--width", "60", "--color", "always", "rank", "--top", "1", at=NORTHWIND)
        behind = pm("rank", "--top", "1", "--width", "60", "--color", "always", at=NORTHWIND)
        assert before == behind
        assert before.code == 0

    @for_each(
        "words, told",
        [
            ("-C a rank -C b", '-C is given twice: "a" and "b"'),
            ("-C a --directory=b rank", '-C is given twice: "a" and "b"'),
            ("rank -C a -Cb", '-C is given twice: "a" and "b"'),
            ("--rev HEAD rank --rev HEAD --rev main", '--rev is given twice: "HEAD" and "main"'),
            ("--width 200 rank --width 60", '--width is given twice: "200" and "60"'),
            ("rank -o a.csv -o b.csv", '-o is given twice: "a.csv" and "b.csv"'),
            ("rank --model rice -m ice", '--model is given twice: "rice" and "ice"'),
            ("rank --today 2026-10-01 --today now", '--today is given twice: "2026-10-01" and "now"'),
        ],
    )
    def test_neither_of_two_values_wins(self, pm: Pm, words: str, told: str) -> None:
        run = pm(*words.split(), at=NORTHWIND)
        assert (run.code, run.out) == (2, "")
        assert run.err == f"error: {told}\nhint:  leave one of them out\n"

    def test_the_same_value_twice_is_one(self, pm: Pm) -> None:
        place = str(NORTHWIND)
        run = pm("-C", place, "-C", place, "rank", "--top", "1", "-C", place, "-q", "-q", "--top", "1")
        assert (run.code, run.err) == (0, "")
        assert run.out == pm("-q", "rank", "--top", "1", at=NORTHWIND).out

    def test_what_may_be_repeated_may(self, pm: Pm) -> None:
        words = ("rank", "--where", "team=web", "--where", "effort<5", "--columns", "id")
        assert pm(*words, at=NORTHWIND).code == 0

    def test_a_command_refuses_those_that_it_has_not(self, pm: Pm) -> None:
        assert pm("--rev", "HEAD", "schema").err == pm("schema", "--rev", "HEAD").err
        run = pm("--partial", "completion")
        assert (run.code, run.out) == (2, "")
        assert run.err == 'error: no such option "--partial"\nhint:  pm completion --help\n'

    def test_a_value_that_is_wrong_or_lacking(self, pm: Pm) -> None:
        assert pm("--width", "0", "rank").err.startswith('error: --width: found "0"')
        assert pm("--rev").err == "error: --rev needs a value\nhint:  pm --help\n"
        assert pm("-C", ".", "rank", "--top").err == "error: --top needs a value\nhint:  pm rank --help\n"

    def test_no_command_at_all(self, pm: Pm) -> None:
        assert pm("--partial").out == pm().out
        assert pm("--partial", "--version").out == f"pm {__version__}\n"


class TestEnds:
    def test_a_fault_in_pm_is_one_line(self, pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise KeyError("boom")

        monkeypatch.setattr(pmcli.workspace.opening, "load_texts", fail)
        run = pm("rank", at=NORTHWIND)
        assert (run.code, run.out) == (3, "")
        assert run.err == (
            "error: a fault in pm itself: KeyError: 'boom'\nhint:  PM_DEBUG=1 shows where; please report it\n"
        )
        monkeypatch.setenv("PM_DEBUG", "1")
        assert "Traceback" in pm("rank", at=NORTHWIND).err

    def test_ctrl_c_is_130_and_silent(self, pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(pmcli.workspace.opening, "load_texts", stop)
        run = pm("rank", at=NORTHWIND)
        assert (run.code, run.out, run.err) == (130, "", "")

    def test_ctrl_c_while_pm_is_still_importing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import pmcli.cli.app

        def stop(arguments: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(pmcli.cli.app, "run", stop)
        assert main(["rank"]) == 130

    def test_errors_in_colour(self, pm: Pm) -> None:
        for words in (["--color", "always", "rnak"], ["rnak", "--color=always"]):
            assert pm(*words).err.startswith("\x1b[1;31merror:\x1b[0m no such command")
        assert pm("rnak", "--color", "pink").err.startswith("error:")

    def test_hostile_words_are_made_visible(self, pm: Pm) -> None:
        assert "\x1b" not in pm("show", "a\x1b[31mb", at=NORTHWIND).err
        assert "\x1b" not in pm("ra\x1b[31mnk").err

    def test_a_hint_that_is_none(self) -> None:
        assert exits.error_text(PmError("it is so"), color=False) == "error: it is so\n"


def test_what_cannot_be_written_is_said(make: Make) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    import subprocess
    import sys

    from tests.cli.conftest import environment

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pmcli", "rank"], cwd=make(), env=environment(), stdout=full,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "error: cannot write the answer: no space left on device\n"


@pytest.mark.unmeasured
@for_each(
    "words, same",
    [
        ("rank --model RICE --by Score --format CSV", "rank --model rice --by score --format csv"),
        ("roadmap --view Teams --format Json", "roadmap --view teams --format json"),
        ("export Roadmap --audience Leadership", "export roadmap --audience leadership"),
        ("plot Value_Effort --format csv", "plot value-effort --format csv"),
        ("models Wsjf", "models wsjf"),
        ("schema Plan", "schema plan"),
        ("decisions --state In_Force", "decisions --state in-force"),
    ],
)
def test_words_are_met_without_case_and_dashes(pm: Pm, words: str, same: str) -> None:
    run, other = pm(*words.split(), at=NORTHWIND), pm(*same.split(), at=NORTHWIND)
    assert (run.code, run.out) == (0, other.out)
    assert run.out


@pytest.mark.parametrize("word", ["{}", "status={}", "tags[{}]=x", "--columns={}", "status!={}", "/{}/a.md"])
def test_an_error_repeats_only_the_beginning_of_a_long_word(word: str) -> None:
    long = "9" * 5000
    told = PmError(f'there is no "{word.format(long)}" here', f"not {word.format(long)}")
    told = shortened(told, ["list", word.format(long)])
    assert long[:30] in told.message
    assert len(told.message) < 100
    assert len(told.hint or "") < 90


def test_an_error_repeats_a_path_and_a_usual_word_whole() -> None:
    words = ["rank", "-C", "/home/" + "folder/" * 20, "title=" + "w" * 74]
    assert shortened(PmError(" ".join(words)), words).message == " ".join(words)


def test_a_fault_of_pm_itself_is_told_whole() -> None:
    word = "w" * 200
    assert word in shortened(PmError(word, exit_code=INTERNAL), [word]).message


def test_an_error_is_an_annotation_where_github_reads(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "x%0A::error::y\r\n::warning::z"
    for line, is_told in (
        (["check", "-C", hostile, "--format", "github"], True),
        (["check", "-C", hostile], False),
    ):
        assert main(line) == 2
        told = capsys.readouterr()
        assert told.out == ""
        commands = [text for text in told.err.splitlines() if text.startswith("::")]
        assert len(commands) == is_told, told.err
        assert all(text.startswith("::error title=pm check::no such folder") for text in commands)
        assert all("%250A" in text for text in commands)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["rank", "--format=jsn"]) == 2
    assert "\n::error title=pm rank::" in capsys.readouterr().err

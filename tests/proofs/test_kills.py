"""Real kills, real permissions, real full disks: what tests/workspace/test_kills.py makes up, by the system itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.cli import main
from tests.cli.test_kills import WRITING, backlog
from tests.workspace.kills import CALLS, texts

NOBODY = 65534
ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may")


def forked(at: Path, run: Callable[[], int], user: int | None = None) -> tuple[int, str, str]:
    """The exit code (below 0 a signal), standard output and standard error of a run in a process of its own."""
    out, err = at.parent / f"{at.name}.out", at.parent / f"{at.name}.err"
    child = os.fork()
    if child == 0:
        for number, file in ((1, out), (2, err)):
            os.dup2(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o666), number)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115 - till the end
        sys.stdin = open(os.devnull)  # noqa: SIM115 - till the end
        os.chdir(at)
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        code = run()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), out.read_text(), err.read_text()


@pytest.fixture(autouse=True, scope="module")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All modules are there before a fork becomes somebody who may not read them."""
    root = backlog(tmp_path_factory.mktemp("warm") / "work")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for words in ("check --format json", "rank", "rename a z", "set b owner=x", "rank --nothing"):
            main(["-C", str(root), *words.split()])


def pm(at: Path, *words: str, user: int | None = None) -> tuple[int, str, str]:
    return forked(at, lambda: main(words), user)


def killed(at: Path, number: int, words: tuple[str, ...]) -> bool:
    """Whether a run was killed at its call of this number that may change a file; else it came to its end."""

    def run() -> int:
        left = number

        def deadly(name: str) -> None:
            real = getattr(os, name)

            def call(*given: object, **options: object) -> object:
                nonlocal left
                if name != "open" or int(str(given[1])) & os.O_CREAT:
                    left -= 1
                    if not left:
                        os.kill(os.getpid(), signal.SIGKILL)
                return real(*given, **options)

            setattr(os, name, call)

        for name in CALLS:
            deadly(name)
        return main(words)

    return forked(at, run)[0] == -signal.SIGKILL


@pytest.mark.heavy
@pytest.mark.parametrize("words", [words for words in WRITING if "--fix" not in words], ids=" ".join)
def test_every_kill_of_every_command_is_made_good_by_the_next(tmp_path: Path, words: tuple[str, ...]) -> None:
    before, number, ends = texts(backlog(tmp_path / "before")), 0, []
    features = json.loads(pm(tmp_path / "before", "check", "--format", "json")[1])["checked"]
    while True:
        number += 1
        root = backlog(tmp_path / str(number))
        was_killed = killed(root, number, words)
        code, out, _ = pm(root, "check", "--format", "json")
        assert code == 0
        ends.append((json.loads(out)["checked"], texts(root)))
        assert not (root / ".pm").exists()
        if not was_killed:
            break
        shutil.rmtree(root)
    after = ends[-1]
    report = {path: data for path, data in after[1].items() if path == "report.txt" and "--report" in words}
    assert all(end in ((features, before), (features, {**before, **report}), after) for end in ends)
    assert number > 1


@pytest.mark.heavy
def test_a_rename_killed_before_its_last_step(tmp_path: Path) -> None:
    """As many features before and after; the old file and the new one are never there together."""
    number = 0
    shutil.copytree(ROOT / "examples" / "northwind", tmp_path / "before")
    count = json.loads(pm(tmp_path / "before", "check", "--format", "json")[1])["checked"]
    while True:
        number += 1
        root = tmp_path / str(number)
        shutil.copytree(ROOT / "examples" / "northwind", root)
        if not killed(root, number, ("rename", "tokenised-cards", "tok-cards")):
            break
        code, out, _ = pm(root, "check", "--format", "json")
        assert (code, json.loads(out)["checked"]) == (0, count)
        is_done = (root / "features" / "tok-cards.yaml").exists()
        assert is_done != (root / "features" / "tokenised-cards.yaml").exists()
        if not is_done:
            assert pm(root, "rename", "tokenised-cards", "tok-cards")[0] == 0
        shutil.rmtree(root)
    assert number > 20


# --- in containers ---


def contained(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A run that has process 1, as in a container."""
    return subprocess.run(
        ["unshare", "--pid", "--fork", "--mount-proc", sys.executable, "-m", "pmcli", *words],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@as_root
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_the_same_process_number_twice(tmp_path: Path) -> None:
    for number in range(1, 9):
        root = backlog(tmp_path / str(number))
        assert killed(root, number, ("set", "a", "owner=amy"))
        for owner in ("zoe", "noor"):
            run = contained(root, "set", "a", f"owner={owner}")
            assert run.returncode == 0, run.stderr
        assert "owner: noor" in (root / "features" / "a.yaml").read_text()
        assert not list(root.rglob("*.tmp"))
        assert not (root / ".pm").exists()


# --- files of others ---


def given(root: Path, user: int = NOBODY) -> Path:
    """The folder with all in it as somebody else's, which everybody may reach."""
    for path in (root, *root.rglob("*")):
        os.chown(path, user, user)
    for above in root.parents[:-2]:
        above.chmod(above.stat().st_mode | 0o111)
    return root


@as_root
def test_owner_group_mode_and_attributes_stay(tmp_path: Path) -> None:
    root = given(backlog(tmp_path / "work"))
    file = root / "features" / "a.yaml"
    file.chmod(0o640)
    os.chown(file, 1234, 5678)
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("the file system has no attributes")
    assert pm(root, "set", "a", "owner=amy")[0] == 0
    assert pm(root, "rename", "a", "z")[0] == 0
    assert pm(root, "rename", "z", "a")[0] == 0
    status = file.stat()
    assert pm(root, "set", "b", "owner=amy")[0] == 0
    assert (root / "features" / "b.yaml").stat().st_uid == NOBODY
    assert pm(root, "set", "--where", "status=candidate", "owner=zoe")[0] == 0
    assert {path.stat().st_uid for path in (root / "features").iterdir()} >= {NOBODY}
    assert status.st_mode & 0o777 == 0o644 or status.st_uid == 0  # a file of another name is a new file


@as_root
def test_what_may_only_be_read_is_told_with_its_cure(tmp_path: Path) -> None:
    """No traceback and no half change, whatever may not be read, entered, listed or written."""
    places = {
        ".": (0o000, 0o111, 0o311, 0o444, 0o555), "features": (0o000, 0o111, 0o311, 0o444, 0o555),
        "pm.yaml": (0o000, 0o444), "features/a.yaml": (0o000, 0o444), "features/b.yaml": (0o000, 0o444),
    }  # fmt: skip
    lines = (
        ("rank",),
        ("set", "a", "owner=amy"),
        ("rename", "a", "z"),
        ("set", "--where", "status=candidate", "owner=amy"),
    )
    for path, modes in places.items():
        for mode in modes:
            for words in lines:
                root = given(backlog(tmp_path / "work" / "inner"))
                (root / path).chmod(mode)
                before = texts(root)
                code, _, err = forked(root.parent, lambda: main(["-C", "inner", *words]), NOBODY)  # noqa: B023
                assert code in (0, 1, 2), (path, oct(mode), words, err)
                assert (
                    code == 0
                    or "permission denied" in err
                    or "may only be read" in err
                    or "no feature" in err
                    or "cannot be read" in err
                ), err
                assert code == 0 or texts(root) == before
                assert not list(root.rglob(".pm"))
                code, out, _ = forked(
                    root.parent, lambda: main(["-C", "inner", "check", "--format", "json"]), NOBODY
                )
                assert json.loads(out)["kind"] == "diagnostics"
                shutil.rmtree(root)


@as_root
def test_a_killed_change_in_a_folder_that_may_only_be_read(tmp_path: Path) -> None:
    torn = 0
    for number in range(1, 60):
        root = backlog(tmp_path / str(number))
        before = texts(root)
        if not killed(root, number, ("rename", "a", "z")):
            break
        left = {path: data for path, data in texts(root).items() if not path.startswith(".pm")}
        given(root, 1234)
        code, out, err = pm(root, "check", "--format", "json", user=NOBODY)
        document = json.loads(out)
        is_torn = left != before and not ("features/z.yaml" in left and "features/a.yaml" not in left)
        assert code == int(is_torn), err
        assert document["checked"] == (0 if is_torn else 3)
        assert ("cannot be" in document["diagnostics"][0]["message"]) if is_torn else True
        torn += is_torn
    assert torn >= 2


# --- disks ---


@as_root
@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
@pytest.mark.parametrize("kind", ["full", "read-only", "mounted features"])
def test_real_disks(tmp_path: Path, kind: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    place = disk if kind != "mounted features" else tmp_path / "work" / "features"
    backlog(tmp_path / "work")
    source = shutil.copytree(tmp_path / "work" / "features", tmp_path / "kept")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        if kind == "mounted features":
            root = tmp_path / "work"
            shutil.copytree(source, root / "features", dirs_exist_ok=True)
        else:
            root = backlog(disk / "work")
        if kind == "full":
            with (disk / "fill").open("wb") as file:
                while True:
                    try:
                        os.write(file.fileno(), b"x" * 4096)
                    except OSError:
                        break
        if kind == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        before = texts(root)
        for words in (("set", "a", "owner=amy"), ("rename", "a", "z"), ("export",), ("new", "More")):
            code, _, err = forked(tmp_path, lambda: main(["-C", str(root), *words]))  # noqa: B023
            if kind == "mounted features":
                assert code == 0, err
            else:
                assert code in (1, 2), err
                assert ("make room" if kind == "full" else "mount it for writing") in err
                assert texts(root) == before
            assert not list(root.rglob(".pm"))
    finally:
        subprocess.run(["umount", str(place)], check=True)

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.workspace import drafts, files, journal, locking
from pmcli.workspace.files import find_workspace, write_all, write_output
from tests.workspace.kills import Tree, called, left_by_kills, plant, texts, tree

Texts = dict[str, bytes]
BEFORE: Texts = {
    "pm.yaml": b"pm: 1\nproduct: X\n", "features/a.yaml": b"title: A\n", "features/b.yaml": b"title: B\n",
    "features/c.yaml": b"title: C\n",
}  # fmt: skip
CHANGES: dict[str, Texts] = {
    "one": {**BEFORE, "features/a.yaml": b"title: A\nowner: x\n"},
    "one new": {**BEFORE, "features/new/deep/d.yaml": b"title: D\n"},
    "one gone": {path: text for path, text in BEFORE.items() if path != "features/a.yaml"},
    "renamed": {"pm.yaml": BEFORE["pm.yaml"], "features/b.yaml": b"title: B\ndepends_on: [z]\n",
                "features/c.yaml": b"title: C\n", "features/z.yaml": b"title: A\n"},
    "some of all": {"pm.yaml": b"pm: 1\nproduct: Y\n", "features/b.yaml": b"title: B\nowner: x\n",
                    "features/deep/d.yaml": b"title: D\n", "plan.yaml": b"x\n" * 99},
    "all gone": {},
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return planted(tmp_path / "work")


def planted(folder: Path) -> Path:
    for path, text in BEFORE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return folder


def change(root: Path, after: Texts) -> None:
    was = {path: text for path, text in BEFORE.items() if after.get(path) != text}
    write_all(root, was, {path: text for path, text in after.items() if BEFORE.get(path) != text})


def recovered(folder: Path) -> list[str]:
    """The sentences that the next run tells."""
    sentences: list[str] = []
    if isinstance(
        fault := refused(lambda: find_workspace(folder, sentences.append)), UnreadableWorkspaceError
    ):
        raise fault
    assert fault is None or fault.message.startswith("no pm.yaml")  # not yet, or not any more
    return sentences


def refused(run: Callable[[], object]) -> PmError | None:
    """The error with which it ends, None where it ends well or is interrupted."""
    try:
        run()
    except PmError as fault:
        return fault
    except KeyboardInterrupt:
        return None
    return None


for_each_change = pytest.mark.parametrize("after", CHANGES.values(), ids=CHANGES)


@for_each_change
def test_a_kill_leaves_what_the_next_run_finishes_or_undoes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: Texts
) -> None:
    """Wherever it comes; and wherever the run that finishes or undoes is killed in its turn."""
    states = left_by_kills(monkeypatch, root, lambda: change(root, after))
    assert texts(root) == after
    ends = []
    for state in states:
        folder = plant(tmp_path / "killed", state)
        again = left_by_kills(monkeypatch, folder, partial(recovered, folder))
        ends.append(texts(folder) == after)
        assert ends[-1] or texts(folder) == BEFORE
        assert not (folder / ".pm").exists()
        for second in again[:-1]:
            recovered(plant(tmp_path / "killed again", second))
            assert texts(tmp_path / "killed again") == texts(folder)
            assert not (tmp_path / "killed again" / ".pm").exists()
    assert ends == sorted(ends)  # first all are undone, then all finished
    assert {False, True} == set(ends)


@for_each_change
def test_the_next_run_says_what_it_did(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: Texts
) -> None:
    told = set()
    for state in left_by_kills(monkeypatch, root, lambda: change(root, after)):
        folder = plant(tmp_path / "killed", state)
        is_torn = visible(state) not in (BEFORE, after)
        sentences = recovered(folder)
        assert len(sentences) <= 1
        assert sentences or not is_torn
        assert recovered(folder) == []
        told |= {sentence.rpartition(": ")[2] for sentence in sentences}
    assert told <= {"nothing of it is in the files", "that is finished now"}


@for_each_change
def test_git_sees_nothing_of_what_a_kill_leaves(
    root: Path, monkeypatch: pytest.MonkeyPatch, after: Texts
) -> None:
    own = {*BEFORE, *after}
    for state in left_by_kills(monkeypatch, root, lambda: change(root, after)):
        hidden = {path for path, data in state.items() if data is not None} - own
        assert not hidden or state.get(".pm/.gitignore") in (b"", b"*", b"*\n")
        assert all(path.startswith(".pm/") for path in hidden)


@for_each_change
@pytest.mark.parametrize("is_lasting", [False, True])
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_what_fails_in_the_middle_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: Texts, fault: BaseException, is_lasting: bool
) -> None:
    """At any call, once or from there on; where nothing can be taken back either, the next run finishes it."""
    number = 0
    failing = Failing(fault, number, is_lasting=is_lasting)
    while not number or failing.has_failed:
        number += 1
        root = planted(plant(tmp_path / "work", {}))
        failing = Failing(fault, number, is_lasting=is_lasting)
        with called(monkeypatch, failing):
            ended = refused(partial(change, root, after))
        assert visible(tree(root)) in (BEFORE, after) or (
            is_lasting and (not ended or "a part of the change is written" in str(ended))
        )
        recovered(root)
        assert texts(root) in (BEFORE, after)
        assert not (root / ".pm").exists()
        assert set(tree(root)) - set(texts(root)) <= {
            "features",
            "features/new",
            "features/new/deep",
            "features/deep",
        }
    assert texts(root) == after


@dataclass
class Failing:
    """A fault at the call of this number, and with `is_lasting` at all after it; a full disk lets one delete."""

    fault: BaseException
    number: int
    is_lasting: bool
    has_failed: bool = False

    def __call__(self, name: str, count: int) -> None:
        is_harmless = isinstance(self.fault, OSError) and name in ("unlink", "rmdir", "chmod")
        if (count == self.number or (self.is_lasting and count > self.number)) and not is_harmless:
            self.has_failed = True
            raise self.fault


def killed(root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str = "renamed") -> list[Tree]:
    """The states between the first file that has moved and the last."""
    after = CHANGES[name]
    states = left_by_kills(monkeypatch, root, lambda: change(root, after))
    return [state for state in states if texts(plant(folder, state)).keys() >= {".pm/journal"}
            and visible(state) not in (BEFORE, after)]  # fmt: skip


def visible(state: Tree) -> Texts:
    return {path: data for path, data in state.items() if data is not None and not path.startswith(".pm")}


# --- what somebody did meanwhile ---


def test_what_was_edited_meanwhile_is_never_written_over(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "killed"
    for state in killed(root, folder, monkeypatch):
        for path in ("features/a.yaml", "features/b.yaml", "features/z.yaml"):
            plant(folder, state)
            (folder / path).write_bytes(b"title: Mine\n")
            fault = refused(partial(recovered, folder))
            if fault is None:
                assert texts(folder) == {**CHANGES["renamed"], path: b"title: Mine\n"}
                continue
            assert isinstance(fault, UnreadableWorkspaceError)
            assert fault.diagnostic.location.path == path
            assert "was edited since" in fault.message
            assert "git restore" in str(fault.hint)
            with pytest.raises(PmError), files.reading(folder):
                pass
            (folder / path).write_bytes(BEFORE[path]) if path in BEFORE else (folder / path).unlink()
            assert "finished" in recovered(folder)[0]
            assert texts(folder) == CHANGES["renamed"]


def test_nothing_moved_yet_is_undone_where_a_file_was_edited(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = left_by_kills(monkeypatch, root, lambda: change(root, CHANGES["renamed"]))
    begun = next(state for state in states if ".pm/journal" in state)
    folder = plant(tmp_path / "killed", begun)
    (folder / "features/b.yaml").write_bytes(b"title: Mine\n")
    [sentence] = recovered(folder)
    assert "undone now, for features/b.yaml was edited since" in sentence
    assert texts(folder) == {**BEFORE, "features/b.yaml": b"title: Mine\n"}


def test_a_draft_that_is_lost_is_told(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "killed"
    plant(folder, killed(root, folder, monkeypatch)[0])
    for draft in (folder / ".pm").glob("*.draft"):
        draft.write_bytes(b"title: Evil\n")
    with pytest.raises(UnreadableWorkspaceError, match="has lost its draft"):
        recovered(folder)
    assert "Evil" not in str(visible(tree(folder)))


# --- a journal that is made up ---

NOTHING = "0" * 64


def made_up(*more: dict[str, object], **entry: object) -> bytes:
    usual = {"path": "features/x.yaml", "before": None, "after": NOTHING, "draft": f"{'0' * 32}.draft"}
    return json.dumps(
        {"pm": 1, "files": [{**usual, **entry}, *({**usual, **other} for other in more)]}
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[" * 100_000, b"null", b"[]", b'{"pm": 2, "files": []}', b'{"pm": 1}', b"\xff", b'{"pm": 1, "files": 3}',
        b'{"pm": 1, "files": []}', b'{"pm": 1, "files": [3, "x", null]}', b"9" * 10_000, made_up(path="../out.yaml"),
        made_up(path="/etc/out.yaml"), made_up(path=".git/config"), made_up(path=".git/hooks/x.yaml"),
        made_up(path="features/../../out.yaml"), made_up(path="out/x.yaml"), made_up(path="features//x.yaml"),
        made_up(path="Makefile"), made_up(path=""), made_up(path=7), made_up(path="x\0.yaml"), made_up(path=".pm/x.yaml"),
        made_up(path="git/x.yaml"), made_up(draft="../../etc/passwd"), made_up(draft=None), made_up(after="x"),
        made_up(after=None), made_up(before=NOTHING), made_up(before=7), made_up(more=1),
        made_up({"path": "features/y.yaml"}),
    ],
)  # fmt: skip
def test_a_journal_that_is_made_up_writes_nothing(root: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / ".git").mkdir()
    (root / "out").symlink_to(tmp_path / "elsewhere")
    (root / "git").symlink_to(root / ".git")
    (root / ".pm").mkdir()
    (root / ".pm" / "journal").write_bytes(data)
    before = tree(tmp_path)
    with pytest.raises(UnreadableWorkspaceError) as fault:
        recovered(root)
    assert fault.value.diagnostic.location.path == ".pm/journal"
    assert fault.value.hint is not None
    assert tree(tmp_path) == before


@pytest.mark.parametrize("path", ["features/x.yaml", "features/" + "x/" * 5_000 + "x.yaml", "pm.yaml/x.yaml"])
def test_a_journal_without_drafts_is_as_none(root: Path, path: str) -> None:
    (root / ".pm").mkdir()
    (root / ".pm" / "journal").write_bytes(made_up(path=path))
    assert "undone now" in recovered(root)[0]
    assert texts(root) == BEFORE


def test_drafts_and_journals_behind_links_are_none(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{'0' * 32}.draft").write_bytes(b"kept")
    (root / ".pm").symlink_to(tmp_path / "elsewhere")
    assert recovered(root) == []
    with pytest.raises(PmError, match="in the way"):
        change(root, CHANGES["one"])
    (root / ".pm").unlink()
    (root / ".pm").mkdir()
    (root / ".pm" / "journal").symlink_to(root / "pm.yaml")
    with pytest.raises(UnreadableWorkspaceError, match="damaged"):
        recovered(root)
    assert (tmp_path / "elsewhere" / f"{'0' * 32}.draft").read_bytes() == b"kept"


def test_what_is_not_pms_own_stays(root: Path) -> None:
    (root / ".pm").mkdir()
    for name in ("notes.txt", "x.draft", f"{'0' * 32}.draft", ".gitignore"):
        (root / ".pm" / name).write_bytes(b"*\n")
    assert len(recovered(root)) == 1
    change(root, CHANGES["some of all"])
    assert sorted(path.name for path in (root / ".pm").iterdir()) == [".gitignore", "notes.txt", "x.draft"]


def test_a_journal_of_somebody_else_lends_no_rights(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wrote it may write the folder of a file, or pm does not for them."""
    (root / ".pm").mkdir()
    (root / ".pm" / f"{'0' * 32}.draft").write_bytes(b"x")
    (root / ".pm" / "journal").write_bytes(made_up(after=journal.hash_of(b"x")))
    owner = os.stat(root).st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    os.chown(root / ".pm" / "journal", owner + 2, -1) if owner == 0 else None
    if owner == 0:
        with pytest.raises(UnreadableWorkspaceError, match="may not write all of these files"):
            recovered(root)
        (root / "features").chmod(0o777)
    assert "finished" in recovered(root)[0]


def test_drafts_above_are_finished_only_for_their_owner(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "pm.yaml").unlink()
    (root / ".pm").mkdir()
    (root / ".pm" / f"{'0' * 32}.draft").write_bytes(b"x")
    owner = os.stat(root).st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert recovered(root / "features") == []
    monkeypatch.setattr(os, "geteuid", lambda: owner)
    assert len(recovered(root / "features")) == 1


# --- the living ---


def test_a_living_run_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.1)
    drafts.make_home(str(root))
    name = drafts.write_draft(str(root), b"x", lasting=False)
    with locking.locked(str(root)):
        with pytest.raises(PmError, match="another run of pm"):
            find_workspace(root, print)
        with pytest.raises(PmError, match="another run of pm"):
            change(root, CHANGES["renamed"])
        with pytest.raises(PmError, match="another run of pm"), files.reading(root):
            pass
    assert (root / ".pm" / name).exists()
    assert texts(root) == {**BEFORE, ".pm/.gitignore": b"*\n", f".pm/{name}": b"x"}
    with files.reading(root), files.reading(root):  # many read at a time
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF, errno.EINVAL])
def test_without_locks_the_quiet_are_dead(root: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fcntl = pytest.importorskip("fcntl")

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    monkeypatch.setattr(locking, "_QUIET", 0.05)
    change(root, CHANGES["renamed"])
    assert texts(root) == CHANGES["renamed"]
    drafts.make_home(str(root))
    drafts.write_draft(str(root), b"x", lasting=False)
    assert len(recovered(root)) == 1
    assert texts(root) == CHANGES["renamed"]
    monkeypatch.setattr(locking, "PATIENCE", 0.1)
    beats = iter(range(10_000))
    with pytest.raises(PmError, match="another run of pm"):
        locking.await_quiet(lambda: next(beats))


# --- other file systems ---


def test_what_lies_on_another_file_system_is_changed_too(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`features` stands for a mount: nothing moves into it but from within."""
    real = os.replace

    def replace(source: str, destination: str) -> None:
        ends = ("/features/" in str(source), "/features/" in str(destination))
        if ends[0] != ends[1]:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, destination)

    monkeypatch.setattr(os, "replace", replace)
    for after in CHANGES.values():
        states = left_by_kills(monkeypatch, planted(plant(root, {})), lambda: change(root, after))  # noqa: B023
        assert texts(root) == after
        for state in states:
            folder = plant(tmp_path / "killed", state)
            recovered(folder)
            left = {path for path in texts(folder) if not path.endswith((".draft", ".gitignore"))}
            assert {path: texts(folder)[path] for path in left} in (BEFORE, after)
            assert not (folder / ".pm").exists()


# --- answers ---


@pytest.mark.parametrize("target", ["out.txt", "features/out.txt", "../beside/out.txt"])
def test_drafts_of_answers_are_taken_away_by_the_next_writing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()

    def write(to: Path) -> None:
        write_output(
            to / "work", str(to / "work" / target), b"answer", ("features/**",), beside=to / "beside"
        )

    before = texts(tmp_path)
    path = os.path.normpath(f"work/{target}")
    for state in left_by_kills(monkeypatch, tmp_path, lambda: write(tmp_path)):
        folder = plant(tmp_path.parent / f"{tmp_path.name}-killed", state)
        write(folder)
        assert texts(folder) == {**before, path: b"answer"}
        assert not list(folder.rglob(".pm"))


def test_a_closed_folder_has_its_drafts_where_it_is_open(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is changed all the same; several need a journal where the next run finds it."""
    real: Callable[..., None] = os.mkdir

    def mkdir(path: str, *mode: int) -> None:
        if str(path) == str(root / ".pm"):
            raise PermissionError(errno.EACCES, "Permission denied")
        real(path, *mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    change(root, CHANGES["one"])
    assert texts(root) == CHANGES["one"]
    planted(plant(root, {}))
    with pytest.raises(PmError, match="permission denied"):
        change(root, CHANGES["renamed"])
    assert texts(root) == BEFORE


def test_init_is_undone_where_it_comes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "new"
    root.mkdir()
    for state in left_by_kills(monkeypatch, root, lambda: write_all(root, {}, BEFORE)):
        folder = plant(tmp_path / "killed", state)
        is_over = not (folder / ".pm" / "journal").exists() and (folder / "pm.yaml").exists()
        files.recover(folder, print, undoes_new=True)
        assert texts(folder) == (BEFORE if is_over else {})

"""What git cannot read is told with a cure, and never taken for what is not there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Pm, Run
from tests.cli.repo import commit, git
from tests.conftest import for_each
from tests.workspace.faulty import HEAD, copied, damage, feature, raw_commit, small

GATE = ("--fail-if", "value-drop>5%")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that nobody may change."""
    return small(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def broken(shop: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return copied(shop, tmp_path / "copy")


def said(run: Run) -> str:
    """The error of a run that answered nothing, in one line."""
    assert (run.code, run.out) == (2, ""), run
    assert "Traceback" not in run.err
    assert "\x1b" not in run.err
    return " ".join(run.err.split())


# --- objects that are missing or broken ---


@pytest.mark.parametrize(("what", "left"), [
    ("v1", None), ("v1", b"junk"), ("v1^{tree}", None), ("v1^{tree}", b""), ("v1:roadmap", None),
    ("v1:roadmap/features", b"junk"), ("v1:roadmap/pm.yaml", None), ("v1:roadmap/pm.yaml", b"junk"),
    ("v1:roadmap/features/a.yaml", None), ("v1:roadmap/features/a.yaml", b""),
])  # fmt: skip
def test_no_gate_passes_on_what_cannot_be_read(pm: Pm, broken: Path, what: str, left: bytes | None) -> None:
    damage(broken, what, left)
    told = said(pm("diff", "v1", *GATE, at=broken))
    assert "git cannot read" in told
    assert "git fetch --refetch" in told
    assert ("rm -f .git/objects/" in told) == (left is not None)
    history = pm("history", "a", at=broken)
    if history.code:
        assert "git cannot read the commits before" in said(history)
    else:
        assert "1 of 3 commits cannot be read, for object" in " ".join(history.out.split())


def test_what_is_missing_comes_back_by_the_cure(pm: Pm, shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--no-local", str(shop.parent), "clone")
    root = tmp_path / "clone" / "roadmap"
    git(root, "unpack-objects", "-q", given=_pack_taken_out(root))
    damage(root, "v1:roadmap/pm.yaml", b"junk")
    hint = re.search(r"repository: (rm -f \S+); (git fetch --refetch)", said(pm("diff", "v1", at=root)))
    assert hint is not None
    for line in hint.groups():
        subprocess.run(shlex.split(line), cwd=root.parent, check=True, capture_output=True)
    assert pm("diff", "v1", at=root).code == 0


def _pack_taken_out(root: Path) -> bytes:
    (pack,) = (root.parent / ".git" / "objects" / "pack").glob("*.pack")
    data = pack.read_bytes()
    for file in pack.parent.iterdir():
        file.unlink()
    return data


@pytest.mark.parametrize(("ending", "size"), [(".pack", None), (".pack", 60), (".idx", None), (".idx", 100)])
def test_a_broken_pack(pm: Pm, broken: Path, ending: str, size: int | None) -> None:
    git(broken, "gc", "-q")
    (file,) = (broken.parent / ".git" / "objects" / "pack").glob(f"*{ending}")
    file.chmod(0o644)
    file.unlink() if size is None else os.truncate(file, size)
    told = said(pm("diff", "v1", *GATE, at=broken))
    assert "git cannot read" in told
    assert "unknown revision" not in told


def test_a_history_with_a_hole_is_told_in_json(pm: Pm, broken: Path) -> None:
    damage(broken, "v1:roadmap/features/a.yaml", None)
    found = json.loads(pm("history", "a", "--format", "json", at=broken).out)
    assert found["unread"] == [git(broken, "rev-parse", "v1")]
    assert found["commits"] == 3
    assert len(found["points"]) == 2
    told = said(pm("history", "nope", at=broken))
    assert 'no commit that can be read has a feature "nope": 1 of 3 commits cannot be read' in told


def test_a_plan_that_cannot_be_read_is_told(pm: Pm, broken: Path) -> None:
    (broken / "plan.yaml").write_text("periods: {2026-Q4: [a]}\n")
    commit(broken.parent)
    damage(broken, "v1:roadmap/pm.yaml", None)
    assert "1 of 4 commits cannot be read" in " ".join(pm("history", at=broken).out.split())
    damage(broken, "HEAD", None)
    assert "what was promised is not known: git cannot read" in " ".join(pm("learn", at=broken).out.split())


# --- partial clones ---


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0", "blob:limit=10"])
def test_a_partial_clone(pm: Pm, shop: Path, tmp_path: Path, left_out: str) -> None:
    git(tmp_path, "clone", "-q", "--no-local", f"--filter={left_out}", f"file://{shop.parent}", "clone")
    root = tmp_path / "clone" / "roadmap"
    told = said(pm("diff", "v1", *GATE, at=root))
    assert f"this clone is partial ({left_out}) and lacks it" in told
    assert "hint: git fetch --refetch --no-filter origin" in told
    assert pm("rank", "--rev", "HEAD", at=root).code == 0
    history = pm("history", "a", at=root)
    if left_out == "tree:0":
        assert "git cannot read the commits before" in said(history)
    else:
        told = " ".join(history.out.split())
        assert f"1 of 3 commits cannot be read, for this clone is partial ({left_out})" in told
    before = sorted(path for path in (tmp_path / "clone" / ".git" / "objects").rglob("*"))
    assert before == sorted((tmp_path / "clone" / ".git" / "objects").rglob("*")), "nothing was fetched"
    git(root, "fetch", "-q", "--refetch", "--no-filter", "origin")
    assert pm("diff", "v1", at=root).code == 0
    assert "cannot be read" not in pm("history", "a", at=root).out


# --- repositories ---


def _write(path: str, text: str) -> Callable[[Path], None]:
    def write(top: Path) -> None:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)

    return write


def _git_file(text: str) -> Callable[[Path], None]:
    def write(top: Path) -> None:
        shutil.rmtree(top / ".git")
        (top / ".git").write_text(text)

    return write


def _borrows(top: Path) -> None:
    shutil.rmtree(top / ".git" / "objects")
    _write(".git/objects/info/alternates", "/nowhere/objects\n")(top)


@pytest.mark.parametrize(("breaks", "words"), [
    (_write(".git/HEAD", "junk\n"), "git does not take the workspace's repository for one"),
    (_write(".git/config", "[core\n"), "git cannot read its configuration: bad config line 1 in file"),
    (_write(".git/config", "[core]\n\tbare = maybe\n"), "git cannot read its configuration: bad boolean"),
    (_write(".git/config", "[core]\n\trepositoryformatversion = 99\n"), "of a kind that the git here does not know"),
    (_write(".git/packed-refs", "zzz\n"), "unexpected line in .git/packed-refs"),
    (_write(".git/config", "[core]\n\tbare = \x1b[31m[b]" + "z" * 9_999 + "\n"), "zzzzz… hint:"),
    (_write(".git/shallow", "zzz\n"), "bad shallow line: zzz in .git/shallow"),
    (_write(".git/refs/heads/main", "1" * 40 + "\n"), 'git cannot read revision "HEAD" (1111111111)'),
    (_write(".git/refs/heads/main", "zzz\n"), "the file of refs/heads/main is broken"),
    (_write(".git/HEAD", "ref: refs/heads/new\n"), "the branch that is checked out has no commit yet"),
    (_git_file("gitdir: /nowhere\n"), "the file .git leads nowhere"),
    (_git_file("junk"), "the file .git leads nowhere"),
    (_borrows, "it borrows objects of another repository, and they are gone"),
    (lambda top: shutil.rmtree(top / ".git"), "the workspace is in no git repository"),
])  # fmt: skip
def test_a_broken_repository(pm: Pm, broken: Path, breaks: Callable[[Path], None], words: str) -> None:
    breaks(broken.parent)
    for run in (pm("rank", "--rev", "HEAD", at=broken), pm("history", "a", at=broken)):
        told = said(run)
        assert words in told
        assert "hint:" in told
    assert pm("rank", at=broken).code == pm("check", "--fix", at=broken).code == 0


def test_the_index_is_not_needed(pm: Pm, broken: Path) -> None:
    (broken.parent / ".git" / "index").write_bytes(b"junk")
    assert pm("diff", "v1", at=broken).code == pm("history", "a", at=broken).code == 0


def test_replaced_and_grafted_commits_are_read_as_they_are(pm: Pm, broken: Path) -> None:
    before = pm("history", "a", "--format", "json", at=broken).out
    git(broken, "replace", "HEAD", "v1")
    _write(".git/info/grafts", git(broken, "rev-parse", "main") + "\n")(broken.parent)
    assert pm("history", "a", "--format", "json", at=broken).out == before


def test_a_repository_of_long_ids(pm: Pm, shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    shutil.copytree(shop, tmp_path / "new")
    commit(tmp_path)
    (tmp_path / "new").rename(tmp_path / "moved")
    assert pm("diff", "HEAD", at=tmp_path / "moved").out.startswith("No change to the plan.\n")
    assert len(json.loads(pm("history", "a", "--format", "json", at=tmp_path / "moved").out)["points"]) == 1


def test_a_work_tree_beside_and_a_submodule(pm: Pm, broken: Path, tmp_path: Path) -> None:
    git(broken, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "HEAD")
    assert pm("diff", "v1", at=tmp_path / "tree" / "roadmap").code == 0
    git(tmp_path, "init", "-q", "over")
    allowed = ("-c", "protocol.file.allow=always")
    git(tmp_path / "over", *allowed, "submodule", "add", "-q", str(broken.parent), "sub")
    assert pm("diff", "HEAD~1", at=tmp_path / "over" / "sub" / "roadmap").code == 0
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(broken.parent), str(bare))
    assert "a bare git repository has no files: git worktree add" in said(pm("rank", at=bare))


# --- git itself ---


@pytest.mark.parametrize(("script", "words"), [
    ("echo 'Unknown option: --literal-pathspecs' >&2; exit 129", 'git is too old: it says "Unknown option'),
    ("exit 3", "git fails, and does not say why"),
    ("kill -9 $$", "git fails, and does not say why"),
    ("exit 0", "git cannot read the repository"),
    ("sleep 9", "git has not answered within 0.2 seconds"),
    (None, "git cannot be run: permission denied"),
    ("", "git is not installed"),
])  # fmt: skip
def test_a_git_that_does_not_answer(
    pm: Pm, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, words: str
) -> None:
    if script != "":
        (tmp_path / "git").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "git").chmod(0o755 if script else 0o644)
    monkeypatch.setattr("pmcli.workspace.git._PATIENCE", 0.2 if "sleep" in str(script) else 60)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if script else str(tmp_path))
    assert words in said(pm("diff", at=shop))


def test_nothing_that_a_repository_configures_is_run(pm: Pm, broken: Path, tmp_path: Path) -> None:
    script = tmp_path / "run"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    script.chmod(0o755)
    keys = (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
        "core.alternateRefsCommand", "diff.external", "diff.x.command", "diff.x.textconv", "filter.x.clean",
        "filter.x.smudge", "filter.x.process", "gpg.program", "gpg.ssh.program", "credential.helper",
        "uploadpack.packObjectsHook", "pager.rev-list", "pager.diff-tree", "pager.cat-file", "alias.ls-tree",
    )  # fmt: skip
    settings = [f"[{section}]\n\t{key} = {script}\n" for section, key in map(_section_of, keys)]
    with (broken.parent / ".git" / "config").open("a") as file:
        file.write("".join(settings) + f"[log]\n\tshowSignature = true\n[core]\n\thooksPath = {tmp_path}\n")
    (broken.parent / ".gitattributes").write_text("*.yaml diff=x filter=x\n")
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"):
        (tmp_path / hook).symlink_to(script)
    (broken / "features" / "b.yaml").unlink()
    for line in (
        "diff v1",
        "diff v1...HEAD",
        "history a",
        "history",
        "learn",
        "week --since v1",
        "rank --rev v1",
    ):
        pm(*line.split(), at=broken)
    assert not (tmp_path / "ran").exists()


def _section_of(key: str) -> tuple[str, str]:
    section, *middle, name = key.split(".")
    return (f'{section} "{".".join(middle)}"' if middle else section), name


def test_warnings_of_git_are_no_faults(
    pm: Pm, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("git")
    (tmp_path / "git").write_text(f'#!/bin/sh\necho "warning: something" >&2\nexec {real} "$@"\n')
    (tmp_path / "git").chmod(0o755)
    for name, value in (("PATH", f"{tmp_path}:{os.environ['PATH']}"), ("GIT_TRACE", "1"), ("LANGUAGE", "de")):
        monkeypatch.setenv(name, value)
    assert pm("diff", "v1", at=shop).code == 0
    assert 'unknown revision "nope"' in said(pm("diff", "nope", at=shop))


NO_GIT = (
    "check", "check --format github", "check --format sarif", "check --fix", "check --fix --diff", "rank", "roadmap",
    "list", "show a", "explain a", "ready", "graph", "set a effort=4 --dry-run", "fmt --diff", "demand", "decisions",
    "why-not a", "export roadmap", "export rank", "models", "rule PM104", "launch", "experiment",
    "decide a park --because x --by ada --until 2027-01-01 --dry-run", "rename a z --dry-run", "new Idea --dry-run",
)  # fmt: skip


def test_what_needs_no_git_asks_no_git(
    pm: Pm, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexit 1\n')
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for line in NO_GIT:
        run = pm(*line.split(), at=shop)
        assert run.code in (0, 1), (line, run)
        assert not (tmp_path / "asked").exists(), line
    pm("diff", at=shop)
    assert (tmp_path / "asked").exists(), "the test sees who asks"


class TestAnotherOwner:
    @pytest.fixture(autouse=True)
    def _somebody_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    def test_what_needs_git_says_so(self, pm: Pm, shop: Path) -> None:
        told = said(pm("diff", "v1", at=shop))
        assert f"git config --global --add safe.directory {shop.parent}, if you do" in told

    def test_findings_are_mended(self, pm: Pm, broken: Path) -> None:
        (broken / "features" / "a.yaml").write_text(feature("A", more="depends_on: [gone]\ntags: [x, x]\n"))
        assert pm("check", "--fix", "--diff", at=broken).code == 1
        run = pm("check", "--fix", at=broken)
        told = " ".join(run.err.split())
        assert "PM104: nobody can tell whether it has another name now: git does not trust" in told
        assert pm("check", "--format", "github", at=broken).out.startswith(
            "::error file=roadmap/features/a.yaml"
        )


# --- revisions ---


@for_each("name, words", [
    ("@{u}", 'unknown revision "@{u}": no upstream configured'), ("HEAD~99", 'unknown revision "HEAD~99"'),
    ("HEAD^{tree}", "names a tree, not a commit"), ("of-a-blob", "names a blob, not a commit"),
    ("v1..HEAD", "names two revisions"), ("v1...HEAD", "names two revisions"), ("-x", '"-x" is no revision'),
    ("HEAD\n", "is no revision"), ("both", "is ambiguous"), ("1" * 40, "unknown revision"),
    (":/nothing so", 'unknown revision ":/nothing so"'), ("HEAD:features", "unknown revision"),
])  # fmt: skip
def test_names_that_name_no_commit(pm: Pm, named: Path, name: str, words: str) -> None:
    told = said(pm("rank", f"--rev={name}", at=named))
    assert words in told
    assert "hint:" in told


@for_each(
    "name", ["refs/tags/both", ":/two", "v1^{/one}", "of-a-tag", "HEAD@{0}", "odd-$(x)é'\"%", "main", "HEAD"]
)
def test_names_that_name_one(pm: Pm, named: Path, name: str) -> None:
    assert pm("rank", f"--rev={name}", at=named).code == 0


@pytest.fixture(scope="module")
def named(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with names of all kinds."""
    root = copied(shop, tmp_path_factory.mktemp("named") / "copy")
    git(root, "branch", "both")
    for name in ("HEAD", git(root, "rev-parse", "v1")):
        git(root, "update-ref", f"refs/heads/{name}", "HEAD~1")
    git(root, "branch", "odd-$(x)é'\"%")
    for words in (
        ("both", "v1"),
        ("of-a-blob", "HEAD:roadmap/pm.yaml"),
        ("inner", "HEAD~1"),
        ("of-a-tag", "inner"),
    ):
        git(root, "tag", "-a", "-m", "x", *words)
    return root


# --- what commits hold ---


def test_odd_people_and_days(pm: Pm, broken: Path) -> None:
    raw_commit(broken, {b"author Ada <a@example.org>": b"author \xff[b]\t<", b"committer Ada": b"committer"})
    raw_commit(broken, {b"\nthree": b"\nth\x1b[31mree\x00x"})
    run = pm("history", "d", at=broken)
    assert run.code == 0
    assert "\x1b[31m" not in run.out
    assert "9999" not in run.out


def test_names_of_files_that_are_no_text(pm: Pm, broken: Path) -> None:
    for index, name in enumerate((b"x\xff.yaml", b"t\tq\".yaml")):  # fmt: skip
        (broken / "features" / os.fsdecode(name)).write_text(f"id: x{index}\n" + feature("X"))
    commit(broken.parent)
    for words in (
        ("diff", "v1", "--partial", "--format", "json"),
        ("check", "--rev", "HEAD"),
        ("history", "x0"),
    ):
        assert pm(*words, at=broken).code in (0, 1)


def test_pointers_of_git_lfs(pm: Pm, broken: Path) -> None:
    path = broken / "features" / "b.yaml"
    before = path.read_text()
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12\n")
    commit(broken.parent)
    run = pm("rank", at=broken)
    assert (run.code, "this is a pointer of Git LFS, not the file" in run.err, "git lfs pull" in run.err) == (
        1, True, True,
    )  # fmt: skip
    path.write_text(before)
    out = " ".join(pm("diff", "HEAD", at=broken).out.split())
    assert re.search("not compared, for errors before: b .*this is a pointer of Git LFS", out)


def test_a_submodule_among_the_features(pm: Pm, broken: Path, shop: Path) -> None:
    """Its files are on disk, and in no revision: they did not come since."""
    inner = copied(shop, broken / "features" / "sub")
    (inner / "features" / "only.yaml").write_text(feature("Only"))
    for path in (*inner.glob("*.yaml"), *inner.glob("features/[abcd].yaml")):
        path.unlink()
    git(broken, "add", "-A")
    git(broken, "commit", "-q", "-m", "A submodule")
    out = " ".join(pm("diff", "HEAD", at=broken).out.split())
    assert (
        "not compared, for errors before: only (features/sub/roadmap/features/only.yaml: this is a submodule"
        in out
    )
    assert "added" not in out


def test_what_a_sparse_checkout_leaves_out_was_not_removed(pm: Pm, broken: Path) -> None:
    git(broken, "update-index", "-q", "--refresh")
    git(broken.parent, "sparse-checkout", "set", "--no-cone", "/roadmap/pm.yaml", "/roadmap/features/a.yaml")
    run = pm("diff", "HEAD", *GATE, at=broken)
    assert (run.code, run.out) == (1, "")
    assert "the sparse checkout leaves this file out" in run.err
    assert (
        json.loads(pm("diff", "HEAD", "--partial", "--format", "json", at=broken).out)["features"]["removed"]
        == []
    )


def test_no_command_takes_what_a_sparse_checkout_leaves_out_for_gone(pm: Pm, broken: Path) -> None:
    git(broken, "update-index", "-q", "--refresh")
    git(broken.parent, "sparse-checkout", "set", "--no-cone", "/*", "!/roadmap/features/a.yaml")
    whole = pm("rank", "--rev", "HEAD", at=broken)
    for words in (
        ("rank",),
        ("launch", "--gate"),
        ("export", "--check"),
        ("set", "a", "owner=x"),
        ("check",),
    ):
        assert pm(*words, at=broken).code == 1
    assert "features/a.yaml: the sparse checkout leaves this file out" in pm("fmt", "--check", at=broken).err
    (broken.parent / ".git" / "index").write_bytes(b"junk")
    run = pm("diff", "HEAD", *GATE, at=broken)
    assert (run.code, "git cannot read its index: it is broken" in run.err) == (2, True)
    assert "nobody can tell which files the sparse checkout leaves out" in pm("rank", at=broken).err
    (broken.parent / ".git" / "index").unlink()
    assert "git cannot read its index: it is empty" in pm("diff", "HEAD", at=broken).err
    git(broken.parent, "config", "--worktree", "core.sparseCheckout", "false")
    git(broken.parent, "reset", "--hard", "-q")
    assert pm("rank", at=broken).out == whole.out


def test_a_sparse_worktree(pm: Pm, broken: Path, tmp_path: Path) -> None:
    """Each worktree has a sparse checkout of its own."""
    git(broken, "worktree", "add", "-q", str(tmp_path / "other"))
    git(tmp_path / "other", "sparse-checkout", "set", "--no-cone", "/*", "!/roadmap/features/a.yaml")
    assert pm("rank", at=broken).code == 0
    assert pm("rank", at=tmp_path / "other" / "roadmap").code == 1


def test_a_repository_that_may_not_be_read_is_not_called_damaged(
    pm: Pm, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = broken.parent / ".git"
    (own / "HEAD").rename(own / "HEAD.kept")
    (own / "HEAD").write_text("")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != own / "HEAD" and real(path, mode))
    run = pm("diff", "HEAD", at=broken)
    assert (run.code, "git may not read the repository in .git" in run.err) == (2, True)


# --- a workspace that moved ---


@pytest.fixture(scope="module", params=["into a subfolder", "renamed", "to the top"])
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that moved after work on a had begun, and its estimate was edited."""
    old, new = {
        "into a subfolder": ("", "sub"),
        "renamed": ("old", "deep/new"),
        "to the top": ("old", ""),
    }[request.param]
    top = tmp_path_factory.mktemp("moved")
    (top / "README.md").write_text("More than a roadmap\n")
    (top / old / "features").mkdir(parents=True)
    (top / old / "pm.yaml").write_text(HEAD)
    for name in "abc":
        (top / old / "features" / f"{name}.yaml").write_text(feature(name.upper(), 3))
    commit(top, "begin")
    git(top, "tag", "v1")
    begun = "status: in-progress\n"
    for effort in (3, 8):
        (top / old / "features" / "a.yaml").write_text(feature("A", effort, begun))
        commit(top, str(effort))
    (top / new).mkdir(parents=True, exist_ok=True)
    for name in ("pm.yaml", "features"):
        shutil.move(top / old / name, top / new / name)
    done = "status: shipped\nshipped: 2026-11-20\nresults: [{effort: {web: 9}, verdict: hit}]\n"
    (top / new / "features" / "a.yaml").write_text(feature("A", 8, done))
    return top / new


class TestMoves:
    @pytest.mark.parametrize("is_committed", [False, True])
    def test_it_is_followed(self, pm: Pm, moved: Path, *, is_committed: bool) -> None:
        if is_committed:
            commit(Path(git(moved, "rev-parse", "--show-toplevel")), "moved")
        out = " ".join(pm("diff", "v1", at=moved).out.split())
        assert "the workspace was moved from " in out
        assert "Features: 1 changed." in out
        assert json.loads(pm("diff", "v1", "--format", "json", at=moved).out)["features"]["added"] == []
        assert pm("check", "--rev", "v1", at=moved).code == 0
        found = json.loads(pm("history", "a", "--format", "json", at=moved).out)
        assert [point["status"] for point in found["points"]] == [
            "candidate", "in-progress", "in-progress", *(["shipped"] if is_committed else []),
        ]  # fmt: skip
        assert ("the workspace lay in" in pm("history", "a", at=moved).out) == is_committed
        learned = " ".join(pm("learn", at=moved).out.split())
        assert "estimates are those in force when work began (git)" in learned
        assert "changed after work began: a web 3 → 8" in learned

    def test_whoever_stayed_behind_is_told_where_it_is(self, pm: Pm, tmp_path: Path, shop: Path) -> None:
        shutil.copytree(shop, tmp_path, dirs_exist_ok=True)
        commit(tmp_path)
        (tmp_path / "sub").mkdir()
        for name in ("pm.yaml", "features"):
            (tmp_path / name).rename(tmp_path / "sub" / name)
        told = said(pm("diff", "HEAD", at=tmp_path))
        assert 'the workspace was moved from this folder to "sub/"' in told
        assert "pm -C sub diff" in told

    def test_one_that_goes_and_another_that_comes_are_two(self, pm: Pm, tmp_path: Path) -> None:
        for name, title in (("one", "A"), ("two", "Z")):
            shutil.rmtree(tmp_path / "one", ignore_errors=True)
            (tmp_path / name / "features").mkdir(parents=True)
            (tmp_path / name / "pm.yaml").write_text(HEAD.replace("Shop", title))
            (tmp_path / name / "features" / f"{title}.yaml").write_text(feature(title))
            commit(tmp_path, name)
        assert "The workspace is new" in pm("diff", "HEAD~1", at=tmp_path / "two").out
        assert len(json.loads(pm("history", "Z", "--format", "json", at=tmp_path / "two").out)["points"]) == 1

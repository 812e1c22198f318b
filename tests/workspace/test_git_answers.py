"""What git answers, read: blobs as far as they are whole, complaints of every version, folders that are alike."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pmcli.workspace.blobs import _parsed, read_blobs
from pmcli.workspace.git_faults import (
    BadRepositoryError,
    Complaint,
    NoGitError,
    NoRepositoryError,
    UnreadableError,
    fault_of,
    is_of_object,
)
from pmcli.workspace.moves import likest
from tests.cli.repo import git
from tests.conftest import for_each
from tests.workspace.faulty import damage, small

ID = "8c7a8b2f5e6f4d3c2b1a09182736455463728190"
TEXTS = st.lists(st.one_of(st.none(), st.binary(max_size=12)), max_size=6)


@given(TEXTS, st.integers(0, 400))
def test_an_answer_that_breaks_off_is_read_as_far_as_it_is_whole(
    texts: list[bytes | None], size: int
) -> None:
    names = [f"{index:040x}" for index in range(len(texts))]
    whole = b"".join(
        b"%s missing\n" % name.encode()
        if text is None
        else b"%s blob %d\n%s\n" % (name.encode(), len(text), text)
        for name, text in zip(names, texts, strict=True)
    )
    read = _parsed(names, whole[:size])
    assert list(read.items()) == list(zip(names, texts, strict=True))[: len(read)]
    if size >= len(whole):
        assert len(read) == len(texts)


def test_blobs_are_read_around_a_broken_one(tmp_path: Path) -> None:
    root = small(tmp_path / "shop")
    names = {name: git(root, "rev-parse", f"v1:roadmap/features/{name}.yaml") for name in "abc"}
    held = damage(root, "v1:roadmap/features/b.yaml", None)
    held.write_bytes(_cut(root, tmp_path, "c"))
    texts = read_blobs(root, names.values(), 1_000)
    assert texts[names["b"]] is None
    assert [isinstance(texts[names[name]], bytes) for name in "ac"] == [True, True]
    assert read_blobs(root, [names["a"]], 10)[names["a"]] == len(texts[names["a"]] or b"")  # type: ignore[arg-type]


def _cut(root: Path, folder: Path, name: str) -> bytes:
    """An object whose head can be read, and whose end cannot."""
    other = git(root, "rev-parse", f"HEAD:roadmap/features/{name}.yaml")
    held = root.parent / ".git" / "objects" / other[:2] / other[2:]
    assert folder in held.parents
    return held.read_bytes()[:-10]


@for_each("said, kind, words", [
    ("fatal: unsafe repository ('/a b' is owned by someone else)", None, "safe.directory '/a b'"),
    ("fatal: detected dubious ownership in repository at '/a'", None, "safe.directory /a,"),
    ("Unknown option: --literal-pathspecs\nusage: git [--version]", NoGitError, "git is too old"),
    ("error: unknown option `batch-all-objects'\nusage: git cat-file", NoGitError, "git is too old"),
    ("fatal: unknown repository extensions found:\n\tobjectformat", NoGitError, "install a newer git"),
    ("fatal: bad config line 3 in file /home/a/.gitconfig", BadRepositoryError, "mend that line"),
    ("fatal: bad numeric config value 'x' for 'core.abbrev' in file .git/config: invalid unit", BadRepositoryError, "core.abbrev"),
    ("fatal: not a git repository: ../.git/modules/sub", BadRepositoryError, "git submodule update --init"),
    ("fatal: not a git repository (or any of the parent directories): .git", NoRepositoryError, "git init"),
    ("fatal: this operation must be run in a work tree", BadRepositoryError, "git worktree add"),
    (f"fatal: could not fetch {ID} from promisor remote", UnreadableError, "--no-filter"),
    (f"fatal: unable to read tree {ID}", UnreadableError, "object 8c7a8b2f5e is missing or broken"),
    (f"fatal: unable to read tree ({ID})", UnreadableError, "object 8c7a8b2f5e is missing or broken"),
    (f"error: Could not read {ID}", UnreadableError, "git fetch --refetch"),
    (f"fatal: bad object {ID}", UnreadableError, "object 8c7a8b2f5e"),
    (f"error: inflate: data stream error\nfatal: loose object {ID} (stored in .git/objects/8c/7a) is corrupt",
     UnreadableError, "rm -f .git/objects/8c/7a"),
    ("error: index file .git/objects/pack/p.idx is too small\nfatal: bad object HEAD", UnreadableError, "a pack is broken"),
    ("error: object directory /gone does not exist; check .git/objects/info/alternates\nfatal: bad object HEAD",
     UnreadableError, "it borrows objects of another repository, and they are gone: object directory /gone"),
    ("error: open(\".git/objects/8c/7a\"): Permission denied", UnreadableError, "git may not read its own files"),
    ("fatal: something that nobody has seen", UnreadableError, 'git says "something that nobody has seen"'),
    ("", UnreadableError, "git fails, and does not say why"),
])  # fmt: skip
def test_every_complaint_has_a_sentence_and_a_cure(said: str, kind: type | None, words: str) -> None:
    fault = fault_of(Complaint(Path("/"), said, "revision v1"))
    assert kind is None or type(fault) is kind
    assert words in fault.sentence
    assert fault.hint
    signs = ("object ", "objects ", "pack is broken", "partial", "may not read")
    assert is_of_object(said) == any(sign in fault.message for sign in signs)


@for_each("homes, folder", [
    ({"old/": {"pm.yaml": "1", "features/a.yaml": "2", "features/b.yaml": "3"}}, "old/"),
    ({"old/": {"pm.yaml": "9", "features/a.yaml": "2", "features/b.yaml": "8"}}, "old/"),
    ({"old/": {"pm.yaml": "9", "items/a.yaml": "2", "items/b.yaml": "3"}}, "old/"),
    ({"old/": {"pm.yaml": "9", "features/z.yaml": "8", "features/y.yaml": "7"}}, None),
    ({"x/": {"pm.yaml": "1", "features/a.yaml": "9"}, "y/": {"pm.yaml": "1", "features/a.yaml": "2"}}, "y/"),
    ({"y/": {"pm.yaml": "1"}, "x/": {"pm.yaml": "1"}}, "x/"),
    ({"": {"pm.yaml": "1", "features/a.yaml": "2", **{f"docs/{n}.md": f"d{n}" for n in range(50)}}}, ""),
    ({}, None),
])  # fmt: skip
def test_a_folder_is_known_again_by_its_files(homes: dict[str, dict[str, str]], folder: str | None) -> None:
    files = {"pm.yaml": "1", "features/a.yaml": "2", "features/b.yaml": "3", "picture.png": "4"}
    assert likest(files, homes) == folder

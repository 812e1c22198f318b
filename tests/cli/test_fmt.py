"""`pm fmt`: keys in one order, shown, checked, written."""

from __future__ import annotations

from tests.cli.conftest import Make, Pm, in_terminal

MIXED = "# why\nstatus: idea   # s\ntitle: One\n"
SORTED = "title: One\n# why\nstatus: idea   # s\n"


def test_all_files(pm: Pm, make: Make) -> None:
    root = make("", one=MIXED, two=SORTED)
    run = pm("fmt", "--check", at=root)
    assert (run.code, run.out, run.err) == (1, "", "Would order the keys of features/one.yaml\n")
    run = pm("fmt", "--diff", at=root)
    assert run.code == 0
    assert run.out == (
        "--- a/features/one.yaml\n+++ b/features/one.yaml\n@@ -1,3 +1,3 @@\n+title: One\n # why\n status: idea   # s\n"
        "-title: One\n"
    )
    assert pm("fmt", "--check", "--diff", at=root).code == 1
    assert (root / "features/one.yaml").read_text() == MIXED
    assert pm("fmt", at=root).out == "Ordered the keys of 1 file\n"
    assert (root / "features/one.yaml").read_text() == SORTED
    assert pm("fmt", at=root).out == "The keys of 2 files are in order\n"
    run = pm("fmt", "--check", at=root)
    assert (run.code, run.err) == (0, "The keys of 2 files are in order\n")
    assert pm("check", "--fail-on", "error", at=root).code == 0


def test_some_files(pm: Pm, make: Make) -> None:
    root = make("", one=MIXED, two=MIXED)
    assert pm("fmt", "features/two.yaml", at=root).out == "Ordered the keys of 1 file\n"
    assert (root / "features/one.yaml").read_text() == MIXED
    assert pm("fmt", "one.yaml", at=root / "features").out == "Ordered the keys of 1 file\n"
    assert pm("fmt", ".", at=root).out == "The keys of 2 files are in order\n"
    run = pm("fmt", "features/three.yaml", at=root)
    assert (run.code, 'pm reads no file "features/three.yaml"' in run.err) == (2, True)
    assert pm("fmt", "../elsewhere", at=root).code == 2


def test_what_is_not_touched(pm: Pm, make: Make) -> None:
    root = make("", one=MIXED, bad="status: idea\ntitle: [\n", alias="status: &s idea\ntitle: *s\n")
    run = pm("fmt", at=root)
    assert run.code == 0
    assert run.err == (
        "not touched: features/alias.yaml: the file would then say something else as well\n"
        "not touched: features/bad.yaml: it cannot be read: pm check shows where\n"
    )
    assert (root / "features/one.yaml").read_text() == SORTED
    assert (root / "features/bad.yaml").read_text() == "status: idea\ntitle: [\n"


def test_what_cannot_be_read_is_not_in_order(pm: Pm, make: Make) -> None:
    """The gate is shut: nobody can tell."""
    root = make("", one=SORTED)
    (root / "features" / "lost.yaml").symlink_to("nowhere.yaml")
    run = pm("fmt", "--check", at=root)
    assert (run.code, run.err.splitlines()[0]) == (
        1, "not touched: features/lost.yaml: the link leads to no file",
    )  # fmt: skip
    assert pm("fmt", "--check", "features/one.yaml", at=root).code == 0
    assert pm("fmt", "--check", "features/lost.yaml", at=root).code == 1


def test_many_files_are_counted(pm: Pm, make: Make) -> None:
    root = make("", **{f"f{number}": MIXED for number in range(13)})
    run = pm("fmt", "--check", at=root)
    assert run.err.count("Would order") == 10
    assert run.err.endswith("and of 3 more files\n")


def test_in_a_terminal(make: Make) -> None:
    root = make("", one=MIXED)
    code, screen = in_terminal("fmt", "--diff", at=root)
    assert code == 0
    assert "\x1b[32m+title: One\x1b[0m" in screen

"""`pm rename` and `pm rm`: what refers to a feature follows, or holds it."""

from __future__ import annotations

from tests.cli.conftest import FEATURES, HEAD, Make, Pm


def test_rename(pm: Pm, make: Make) -> None:
    root = make(two="title: Two\ndepends_on: [base]\n")
    run = pm("rename", "BASE", "core", at=root)
    assert (run.code, run.err) == (0, "")
    assert run.out == "base -> core; 2 references follow\nChanged features/all.yaml, features/two.yaml\n"
    assert (root / "features/all.yaml").read_text() == FEATURES.replace("id: base", "id: core").replace(
        "[base]", "[core]"
    )
    run = pm("rename", "two", "three", at=root)
    assert run.out == "two -> three\nRenamed features/two.yaml to features/three.yaml\n"
    assert pm("check", "--fail-on", "error", at=root).code == 0
    assert pm("rename", "three", "three", at=root).out == "Nothing to change: it is called three already\n"


def test_rename_shows_what_it_would_do(pm: Pm, make: Make) -> None:
    root = make(two="title: Two\n", three="title: Three\ndepends_on: [two]\n")
    run = pm("rename", "two", "zwei", "--dry-run", at=root)
    assert run.out == (
        "--- a/features/three.yaml\n+++ b/features/three.yaml\n@@ -1,2 +1,2 @@\n title: Three\n"
        "-depends_on: [two]\n+depends_on: [zwei]\n"
        "diff --git a/features/two.yaml b/features/zwei.yaml\nrename from features/two.yaml\nrename to features/zwei.yaml\n"
    )
    assert (root / "features/two.yaml").exists()


def test_rename_refuses(pm: Pm, make: Make) -> None:
    root = make()
    for words, code, told in [
        (["nope", "x"], 2, 'there is no feature "nope"'), (["sso", "dark"], 2, 'the id "dark" is taken'),
        (["sso", "s o"], 2, "write s-o"), (["sso"], 2, "NEW"),
    ]:  # fmt: skip
        run = pm("rename", *words, at=root)
        assert (run.code, run.out) == (code, "")
        assert told in run.err


def test_rename_mends_an_id_that_the_file_is_not_called(pm: Pm, make: Make) -> None:
    root = make(two="id: zwei\ntitle: Two\n")
    assert pm("check", "--fail-on", "error", at=root).code == 1
    assert pm("rename", "zwei", "two", at=root).code == 0
    assert pm("check", "--fail-on", "error", at=root).code == 0


def test_remove(pm: Pm, make: Make) -> None:
    root = make(two="title: Two\nconflicts_with: [dark]\n")
    run = pm("rm", "base", at=root)
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        'error: "base" stays: sso waits for it\n'
        "hint:  pm set sso depends_on-=base; or keep what was thought: pm set base status=parked\n"
    )
    assert pm("set", "base", "status=parked", "--dry-run", at=root).code == 0, "what is advised works"
    tried = pm("rm", "base", "--dry-run", at=root)
    assert tried.code == 1
    assert 'What it would break\n• sso: there is no feature "base"' in tried.out
    assert (tried.out[:4], tried.err.splitlines()[-2:]) == ("--- ", run.err.splitlines())
    run = pm("rm", "dark", at=root)
    assert run.out == "Removed dark\nChanged features/all.yaml, features/two.yaml\n"
    assert (root / "features/two.yaml").read_text() == "title: Two\n"
    assert pm("rm", "two", "--dry-run", at=root).out.startswith("--- a/features/two.yaml\n+++ /dev/null\n")
    assert pm("rm", "two", "sso", "base", at=root).out == (
        "Removed two, sso, base\nChanged features/all.yaml, deleted features/two.yaml\n"
    )
    assert pm("rm", "two", at=root).code == 2
    assert pm("list", "--columns", "id", "--format", "csv", at=root).out == "id\nno\nold\n"


def test_remove_the_last(pm: Pm, make: Make) -> None:
    root = make("- id: a\n  title: A\n- id: b\n  title: B\n")
    assert pm("rm", "a", "b", at=root).out == "Removed a, b\nDeleted features/all.yaml\n"
    assert not (root / "features/all.yaml").exists()


def test_conditions_of_audiences(pm: Pm, make: Make) -> None:
    audiences = "audiences: {some: {where: id=sso}, more: {where: title~sso}}\n"
    root = make(head=HEAD + audiences)
    run = pm("rename", "sso", "saml", at=root)
    assert run.out == "sso -> saml; 1 reference follows\nChanged features/all.yaml, pm.yaml\n"
    assert run.err == 'pm.yaml: the condition of the audience "more" still says sso\n'
    assert (root / "pm.yaml").read_text() == HEAD + audiences.replace("id=sso", "id=saml")
    run = pm("rm", "saml", at=root)
    assert (run.code, run.err) == (0, 'pm.yaml: the condition of the audience "some" still says saml\n')

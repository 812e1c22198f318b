"""`pm new`: an id from the title, a template that teaches, an editor that is checked after."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from pmcli import load
from pmcli.editing.feature_template import draft
from pmcli.ranking import models_of
from tests.cli.conftest import HEAD, NORTHWIND, Make, Pm
from tests.cli.dialogue import Conversation, Dialogue


def test_a_new_feature(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("new", "Guest checkout", at=root)
    assert (run.code, run.out) == (0, "Created features/guest-checkout.yaml\n")
    assert run.err == (
        "rice needs reach, impact, confidence and effort: pm set guest-checkout FIELD=VALUE, or fill in the file\n"
    )
    assert (root / "features/guest-checkout.yaml").read_text() == (
        """\
title: Guest checkout
status: candidate       # idea | candidate | planned | in-progress | shipped | parked | declined
owner:                  # who answers for it
problem:                # the pain, in the words of those who have it

effort:                 # person-weeks: 5, a range 3..5..9
depends_on:             # […], the ids of features that must be there first

# Reach, impact, confidence, effort: reach × impact × confidence / effort
rice:
  reach:                # people or events a period: 3000, or a range 2000..3000..5000
  impact:               # massive 3, high 2, medium 1, low 0.5, minimal 0.25, or a number above 0
  confidence:           # high 100% | medium 80% | low 50%, a share such as 65%, auto (from the evidence), or measured (from results too)

evidence:               # what is known, such as
#  - {kind: interview, date: 2026-10-01, count: 6, says: …}
"""
    )
    assert pm("check", "--fail-on", "error", at=root).code == 0
    assert "guest-checkout" in pm("list", at=root).out


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", [one.name for one in models_of(load(NORTHWIND).backlog)])
def test_the_template_of_every_model(pm: Pm, tmp_path: Path, model: str) -> None:
    """It reads without a finding, its keys are in order, and filled in it is scored."""
    backlog = load(NORTHWIND).backlog
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_bytes((NORTHWIND / "pm.yaml").read_bytes())
    chosen = next(one for one in models_of(backlog) if one.name == model)
    (tmp_path / "features/a.yaml").write_bytes(draft("Pay: now", backlog, chosen))
    assert (
        pm("check", "--fail-on", "error", "--ignore", "PM606,PM904", at=tmp_path).code == 0
    )  # northwind's ids
    assert pm("fmt", "--check", at=tmp_path).code == 0
    values = {
        "moscow": "must",
        "kano.functional": "like",
        "kano.dysfunctional": "dislike",
        "rice.confidence": "80%",
    }
    inputs = [name for name in chosen.inputs if "." in name or name in ("effort", "moscow")]
    if model == "kano":
        inputs = inputs[:2]
    words = [
        f"{name}={values.get(name, '2')}" for name in inputs if name != "cd3.profile" and "demand" not in name
    ]
    assert pm("set", "a", *words, "weighted.strategic_fit=2", at=tmp_path).code == 0
    assert '"unscored": []' in pm("rank", "--model", model, "--format", "json", at=tmp_path).out
    assert "# " in (tmp_path / "features/a.yaml").read_text()


def test_fields_filled_in(pm: Pm, make: Make) -> None:
    root = make()
    run = pm(
        "new",
        "Dark: mode 2",
        "-s",
        "effort=3..5",
        "-s",
        "tags+=a",
        "--set",
        "rice.reach=3k",
        "--set",
        "owner=jo",
        at=root,
    )
    assert run.code == 0
    text = (root / "features/dark-mode-2.yaml").read_text()
    assert text.startswith('title: "Dark: mode 2"\n')
    assert "\nowner: jo               # who answers for it\n" in text
    assert "\ntags: [a]\n" in text
    assert "\neffort: 3..5            # person-weeks" in text
    assert "\n  reach: 3k             # people" in text
    run = pm("new", "Plain, then", "--bare", "-s", "effort=2", at=root)
    assert run.out == "Created features/plain-then.yaml\n"
    assert (root / "features/plain-then.yaml").read_text() == "title: Plain, then\neffort: 2\n"


def test_refused(pm: Pm, make: Make) -> None:
    root = make()
    for words, code, told in [
        (["Dark", "--id", "DARK"], 1, 'there is a feature "dark" already: features/all.yaml:11'),
        (["Dark"], 1, 'there is a feature "dark" already'),
        (["日本"], 2, "the title makes no id"), (["X", "--id", "a b"], 2, "write a-b"), ([" "], 2, "needs a title"),
        (["X", "--set", "efort=3"], 2, 'did you mean "effort"?'), (["X", "--set", "effort=soon"], 2, "expected a number"),
        (["X", "--set", "effort"], 2, "sets nothing"), (["X", "--model", "rcie"], 2, 'did you mean "rice"?'),
        (["X", "--set", "depends_on=nope"], 1, "it would bring 1 error"),
    ]:  # fmt: skip
        run = pm("new", *words, at=root)
        assert (run.code, run.out) == (code, ""), words
        assert told in run.err
    assert sorted(path.name for path in (root / "features").iterdir()) == ["all.yaml"]


def test_dry_run(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("new", "X", "--bare", "--dry-run", at=root)
    assert run.out == "--- /dev/null\n+++ b/features/x.yaml\n@@ -0,0 +1 @@\n+title: X\n"
    assert not (root / "features/x.yaml").exists()


@pytest.mark.parametrize(
    ("globs", "path"),
    [
        ("work/**", "work/x.yaml"), ("[a/*.yml, b/**]", "a/x.yml"), ("notes/**/*.md", "notes/x.md"), ("'*.yaml'", "x.yaml"),
    ],
)  # fmt: skip
def test_where_features_live(pm: Pm, make: Make, globs: str, path: str) -> None:
    root = make("", f"{HEAD}features: {globs}\n")
    run = pm("new", "X", at=root)
    assert run.out.startswith(f"Created {path}\n")
    assert load(root).backlog.origins["x"].path == path


def test_where_there_are_single_files_only(pm: Pm, make: Make) -> None:
    root = make("", f"{HEAD}features: [backlog.yaml]\n")
    run = pm("new", "X", at=root)
    assert run.code == 2
    assert "pm.yaml reads features from backlog.yaml only" in run.err
    assert "features: [backlog.yaml, features/**]" in run.err, "nothing that is read now is left out"


def test_in_an_empty_backlog_with_a_model(pm: Pm, make: Make) -> None:
    root = make("", f"{HEAD}scoring: {{model: wsjf}}\n")
    assert pm("new", "X", at=root).err.startswith("wsjf needs user_business_value")
    assert "wsjf:" in (root / "features/x.yaml").read_text()


# --- the editor ---


def editor(folder: Path, *texts: str) -> dict[str, str]:
    """An editor that writes the first of some texts, the next time the second …; and says so."""
    script = folder / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"texts, count = {list(texts)!r}, pathlib.Path({str(folder / 'count')!r})\n"
        "at = int(count.read_text()) if count.exists() else 0\n"
        "count.write_text(str(at + 1))\n"
        "pathlib.Path(sys.argv[-1]).write_text(texts[at])\n"
    )
    return {"EDITOR": f"{sys.executable} {script}", "VISUAL": ""}


def test_the_editor_and_a_sound_file(
    pm: Pm, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make()
    for name, value in editor(
        tmp_path, "title: Mine\neffort: 3\n", "title: Mine\neffort: soon\n", "  \n"
    ).items():
        monkeypatch.setenv(name, value)
    run = pm("new", "X", "--edit", at=root)
    assert (run.code, run.out) == (0, "Created features/x.yaml\nfeatures/x.yaml is sound\n")
    assert (root / "features/x.yaml").read_text() == "title: Mine\neffort: 3\n"
    run = pm("new", "Y", "--edit", at=root)
    assert run.code == 1
    assert 'effort: found "soon"' in run.err
    assert "features/y.yaml is left as it is" in run.err
    run = pm("new", "Z", "--edit", at=root)
    assert (run.code, run.out) == (0, "Created features/z.yaml\nfeatures/z.yaml is empty: nothing is kept\n")
    assert not (root / "features/z.yaml").exists()


def test_an_editor_that_is_none(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make()
    for number, (name, code, told) in enumerate(
        [
            ("nosuch-editor", 2, "cannot be run"),
            ("false", 1, "ended with code 1"),
            ("'open quote", 2, "cannot be run"),
        ]
    ):
        monkeypatch.setenv("VISUAL", name)
        run = pm("new", f"X{number}", "--edit", "--bare", at=root)
        assert (run.code, told in run.err) == (code, True)
        assert (root / f"features/x{number}.yaml").exists()
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "")
    monkeypatch.setenv("PATH", "")
    run = pm("new", "Y", "--edit", "--bare", at=root)
    assert (run.code, "there is no editor" in run.err) == (2, True)


def test_editing_again_until_it_is_sound(make: Make, tmp_path: Path) -> None:
    root = make()
    variables = editor(tmp_path, "title: X\neffort: soon\n", "title: X\nefort: 3\n", "title: X\neffort: 3\n")
    with Dialogue("new", "X", "--edit", at=root, variables=variables) as talk:
        assert 'effort: found "soon"' in talk.answer("[Y/n]", "")
        assert 'did you mean "effort"?' in talk.answer("[Y/n]", "y")
        assert talk.ended() == 0
        assert talk.screen.endswith("features/x.yaml is sound\n")
    assert (root / "features/x.yaml").read_text() == "title: X\neffort: 3\n"


@pytest.mark.parametrize(("answer", "end"), [("n", "\r"), ("\x04", "")])
def test_having_enough(make: Make, tmp_path: Path, answer: str, end: str) -> None:
    root = make()
    variables = editor(tmp_path, "title: X\neffort: soon\n")
    with Conversation("new", "X", "-e", at=root, variables=variables) as talk:
        talk.until("[Y/n]")
        talk.type(answer, end)
        assert talk.ended() == 1
        assert "features/x.yaml is left as it is: pm check tells what is wrong" in talk.screen
    assert (root / "features/x.yaml").read_text() == "title: X\neffort: soon\n"


def test_features_with_a_like_title_are_told(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: sso, title: Single sign-on (SAML/OIDC), status: planned}\n"
        "- {id: one, title: SSO, decisions: [{verdict: decline, because: merged into sso}]}\n"
        "- {id: two, title: Single signs on, status: declined}\n- {id: dark, title: Dark mode}\n"
    )
    run = pm("new", "Single sign-on", "--bare", at=root)
    assert (run.code, run.out) == (0, "Created features/single-sign-on.yaml\n")
    assert run.err.startswith(
        "there is already, with the same title or nearly:\n"
        "  two: Single signs on (same title, declined)\n"
        "  one: SSO (merged into sso)\n"
        "  sso: Single sign-on (SAML/OIDC) (planned)\n"
    )
    assert "there is already" not in pm("new", "Quite another thing", at=root).err


def test_of_many_like_titles_a_few_are_told(pm: Pm, make: Make) -> None:
    root = make("".join(f"- {{id: f{at}, title: Dark mode}}\n" for at in range(7)))
    assert pm("new", "Dark modes", "--dry-run", at=root).err.endswith(
        "  f4: Dark mode (same title, candidate)\n  and 2 more\n"
    )


def test_no_id_is_free_where_not_all_are_known(pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make("- {id: a, title: A}\n")
    listed = os.scandir

    def scandir(path: str) -> Any:
        if str(path).endswith("features"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    run = pm("new", "A", "--bare", at=root)
    assert (run.code, run.out) == (1, "")
    assert "some features cannot be read, so nobody knows which ids are taken" in run.err

"""The files in ratings/: which are read, from disk and from git, and every mistake at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli import load
from pmcli.model.diagnostic import Diagnostic
from pmcli.workspace import disk, files
from tests.conftest import for_each, loaded
from tests.workspace.test_files import git

HEAD = "pm: 1\nproduct: X\nfeatures: ['**']\nteams: {web: {capacity: 9}}\ncalendar: {start: 2026-Q4}\n"
SSO = "id: sso\ntitle: Single sign-on\n"
AMELIE = "rater: amelie\nfeatures:\n  sso: {rice: {reach: 4000}}\n"

PEOPLE = ("amelie", "ben", "chidi")
UNREAD = (".hidden.yaml", "Chidi.YAML", "dana.yaml.txt", "notes.md", "old/amelie.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    (folder / "features").mkdir(parents=True)
    (folder / "ratings" / "old").mkdir(parents=True)
    (folder / "pm.yaml").write_text(HEAD)
    (folder / "features" / "sso.yaml").write_text(SSO)
    (folder / "ratings" / "amelie.yaml").write_text(AMELIE)
    (folder / "ratings" / "ben.yml").write_text("features: {sso: {rice: {reach: 1000}}}\n")
    for name in (*UNREAD, "README.md", ".gitkeep"):
        (folder / "ratings" / name).write_text("---\ntitle: no feature\n---\n")
    return folder


def test_a_file_a_person_whatever_the_globs_say(root: Path) -> None:
    found = files.read(root, ["**"])
    assert list(found.texts) == ["pm.yaml", "ratings/amelie.yaml", "ratings/ben.yml", "features/sso.yaml"]
    told = [(fault.code, fault.severity, fault.location.path) for fault in found.faults]
    assert sorted(told) == [("PM319", "info", f"ratings/{name}") for name in UNREAD]
    backlog = load(root).backlog
    assert list(backlog.features) == ["sso"]
    assert [(rater.name, rater.path) for rater in backlog.raters] == [
        ("amelie", "ratings/amelie.yaml"), ("ben", "ratings/ben.yml"),
    ]  # fmt: skip


def test_a_revision_has_its_own(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    (root / "ratings" / "amelie.yaml").write_text(AMELIE.replace("4000", "10"))
    revision, files_now = load(root, revision="HEAD"), load(root)
    assert [one.location.path for one in revision.diagnostics] == [f"ratings/{name}" for name in UNREAD]
    before, now = revision.backlog, files_now.backlog
    assert str(before.features["sso"].rice and before.features["sso"].rice.reach) == "1000..2500..4000"
    assert str(now.features["sso"].rice and now.features["sso"].rice.reach) == "10..505..1000"


def test_links_and_what_is_too_large(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "ratings" / "out.yaml").symlink_to(root.parent / "elsewhere.yaml")
    (root / "ratings" / "in.yaml").symlink_to("amelie.yaml")
    (root / "ratings" / "huge.yaml").write_text("#" * 200)
    monkeypatch.setattr(disk, "MAX_BYTES", 150)
    found = files.read(root, ["**"])
    assert [(one.location.path, one.code) for one in found.faults if one.severity == "error"] == [
        ("ratings/out.yaml", "PM012"), ("ratings/huge.yaml", "PM004"),
    ]  # fmt: skip
    assert "ratings/in.yaml" in found.texts
    twice = next(fault for fault in load(root).diagnostics if fault.code == "PM102")
    assert twice.message == 'rater: "amelie" has a file already: ratings/amelie.yaml'
    assert twice.location.path == "ratings/in.yaml"


def told(text: str, *more: str) -> list[Diagnostic]:
    """What is wrong with a person's file, and with those of others."""
    names = ("amelie", "ben")
    ratings = {f"ratings/{name}.yaml": one for name, one in zip(names, (text, *more), strict=False)}
    found = loaded({"features/sso.yaml": SSO + "nps: 3\n", **ratings}, HEAD + "fields: {nps: number}\n")
    return [fault for fault in found.diagnostics if fault.location.path.startswith("ratings/")]


@for_each(
    "text, line, column, code, words, hint",
    [
        ("features: {sso: {rice: {reech: 5}}}", 1, 25, "PM101", 'unknown key "reech" in "rice"', '"reach"'),
        ("features: {sso: {status: planned}}", 1, 18, "PM101", 'unknown key "status"', None),
        ("features: {sso: {cd3: {profile: fading}}}", 1, 24, "PM101", 'unknown key "profile" in "cd3"', None),
        ("features: {sso: {kano: {functional: like}}}", 1, 18, "PM101", 'unknown key "kano"', None),
        ("features: {sso: {npss: 5}}", 1, 18, "PM101", 'unknown key "npss"', '"nps"'),
        ("features: {sso: {nps: many}}", 1, 23, "PM102", 'nps: found "many", expected a number', None),
        ("features: {sso: {rice: {impact: hihg}}}", 1, 33, "PM102", 'found "hihg"', '"high"'),
        ("features: {sso: {effort: {web: 0}}}", 1, 32, "PM102", "expected more than 0", None),
        ("features: {sso: {effort: {wbe: 3}}}", 1, 27, "PM105", 'there is no team "wbe"', '"web"'),
        (
            "features: {sso: {weighted: {urgncy: 3}}}",
            1,
            29,
            "PM105",
            'there is no criterion "urgncy"',
            '"urgency"',
        ),
        ("features: {sso: {weighted: {urgency: 6}}}", 1, 38, "PM102", "expected a number from 0 to 5", None),
        ("features: {sso: 5}", 1, 17, "PM102", "ratings are a map of inputs", None),
        ("features: [sso]", 1, 11, "PM102", "expected a map", None),
        ("features: {s s: {nps: 1}}", 1, 12, "PM102", "is no id", None),
        ("rater: [a]\nfeatures: {}", 1, 8, "PM102", "expected text", None),
        ("on: yesterday", 1, 5, "PM102", "yesterday", None),
        ("sso: {nps: 3}", 1, 1, "PM101", 'unknown key "sso"', None),
        ("- 1", 1, 1, "PM102", "must hold one map", "rater"),
        ("features: {sso: {nps: 3}", None, None, "PM001", "", None),
        ("features: {ssso: {nps: 3}}", 1, 12, "PM318", 'there is no feature "ssso"', '"sso"'),
    ],
)
def test_a_mistake_is_told_at_its_place(
    text: str, line: int | None, column: int | None, code: str, words: str, hint: str | None
) -> None:
    [fault] = told(text)
    assert (fault.code, fault.severity) == (code, "warning" if code == "PM318" else "error")
    if line is not None:
        assert (fault.location.line, fault.location.column) == (line, column)
    assert words in fault.message
    assert hint is None or (fault.hint is not None and hint in fault.hint)


@for_each(
    "first, second", [("Ben", "ben"), ("Jörg", "jo\u0308rg"), ("Eva Maria", "'  eva   maria '"), ("STRASSE", "straße")]
)  # fmt: skip
def test_two_files_of_one_person(first: str, second: str) -> None:
    """A person is one whatever the case and the form of the letters and the blanks between them."""
    [fault] = told(f"rater: {first}\nfeatures: {{sso: {{nps: 3}}}}", f"rater: {second}")
    assert "has a file already: ratings/amelie.yaml" in fault.message
    assert (fault.location.path, fault.location.line, fault.location.column) == ("ratings/ben.yaml", 1, 8)


@for_each(
    "inputs, path, number, field",
    [
        (("{effort: {web: 1}}", "{effort: {web: 1e100}}", "{effort: {web: 100}}"), "ben", "1e100", "effort.web"),
        (("{effort: {web: 1}}", "{effort: 1e100}", "{effort: 100}"), "ben", "1e100", "effort.web"),
        (("{rice: {reach: 1e60..2e60..3e60}}",) + ("{rice: {reach: 1}}",) * 2, "amelie", "1e60..2e60..3e60", "rice.reach"),
        (("{wsjf: {job_size: 1}}",) * 2 + ("{wsjf: {job_size: 1e-150}}",), "chidi", "1e-150", "wsjf.job_size"),
        (("{cd3: {duration: 1}}",) * 2 + ("{cd3: {duration: 1e80}}",), "chidi", "1e80", "cd3.duration"),
        (("{rice: {impact: 1}}",) * 2 + ("{rice: {impact: 1e60}}",), "chidi", "1e60", "rice.impact"),
        (("{nps: 1}", "{nps: 2}", "{nps: 1e140}"), "", "", ""),
        (("{effort: {web: 0.1}}", "{effort: {web: 50}}", "{effort: {web: 50}}"), "", "", ""),
    ],
)  # fmt: skip
def test_a_range_of_all_that_has_no_mean(inputs: tuple[str, ...], path: str, number: str, field: str) -> None:
    """It is refused like a feature's own, at the number that is furthest off; that feature is left out."""
    texts = {
        f"ratings/{name}.yaml": f"features: {{sso: {one}}}" for name, one in zip(PEOPLE, inputs, strict=True)
    }
    found = loaded({"features/sso.yaml": SSO, **texts}, HEAD + "fields: {nps: number}\n")
    told = [
        (one.message.partition(":")[0], one.location.path, one.location.column, one.feature)
        for one in found.errors
    ]
    file = f"ratings/{path}.yaml"
    assert told == ([(field, file, texts[file].index(number) + 1, "sso")] if path else [])
    assert all(
        f'"{number}" makes the range of all ratings too wide: its mean' in one.message for one in found.errors
    )
    assert [left.id for left in found.sound()[1]] == ["sso" for _ in told]


@for_each("name", ["../../x", "a\\b", "x" * 65, '"a\\u200bb"'])
def test_a_name_that_is_none(name: str) -> None:
    [fault] = told(f"rater: {name}")
    assert (fault.code, fault.location.line, fault.location.column) == ("PM102", 1, 8)
    assert "is no name of a person" in fault.message
    assert fault.hint == "at most 64 characters, and no path"


def test_the_name_of_the_file_is_one_too() -> None:
    found = loaded({"features/sso.yaml": SSO, f"ratings/{'x' * 65}.yaml": "features: {}"}, HEAD)
    [fault] = (fault for fault in found.diagnostics if fault.location.path.startswith("ratings/"))
    assert (fault.code, fault.hint) == ("PM102", "write rater: NAME")


@for_each(
    "text",
    [
        "",
        "# nothing yet\n",
        "features:\n",
        "rater: a\nfeatures: {sso: }\n",
        "rater: a\nfeatures: {sso: {}}\n",
    ],
)
def test_nothing_yet_is_no_mistake(text: str) -> None:
    assert told(text) == []


def test_the_sound_part_counts_and_a_faulty_feature_is_left_out() -> None:
    text = "features: {sso: {rice: {reach: 5, impact: hihg}}}"
    found = loaded({"features/sso.yaml": SSO, "ratings/a.yaml": text}, HEAD)
    assert [fault.feature for fault in found.errors] == ["sso"]
    assert [left.id for left in found.sound()[1]] == ["sso"]
    assert set(found.backlog.rated["sso"]) == {"rice.reach"}

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.checks import check
from pmcli.model.backlog import Backlog, Origin
from pmcli.model.diagnostic import Diagnostic, Location, PmError
from pmcli.model.words import words
from pmcli.workspace.disk import unreadable
from pmcli.workspace.loading import feature_globs, load
from tests.conftest import CLOCK, MINIMAL, loaded


def test_no_pm_yaml_is_an_error_of_the_caller() -> None:
    with pytest.raises(PmError):
        load({}, clock=CLOCK)


def test_an_empty_backlog_is_sound() -> None:
    found = loaded()
    assert found.diagnostics == ()
    assert found.backlog.features == {}


def test_layouts_of_files() -> None:
    found = loaded({
        "features/one.yaml": "title: One\n",
        "features/several.yaml": "- {id: two, title: Two}\n- {id: three, title: Three}\n",
        "features/documents.yml": "id: four\ntitle: Four\n---\nid: five\ntitle: Five\n",
        "features/deep/down/six.md": "---\ntitle: Six\n---\n\nThe *body*.\n",
        "features/README.md": "# About these files\n",
        "features/empty.yaml": "# nothing yet\n",
    })  # fmt: skip
    assert found.diagnostics == ()
    backlog = found.backlog
    assert list(backlog.features) == ["five", "four", "one", "six", "three", "two"]
    assert backlog.features["six"].description == "The *body*."
    assert backlog.files == 4
    assert backlog.locate("three", ("title",)).line == 2
    assert backlog.locate("five", ("title",)).line == 5
    assert backlog.locate("six", ("title",)) == Location("features/deep/down/six.md", 2, 8, 2, 11)


def test_today_is_the_first_day_planned() -> None:
    def today(calendar: str, given: date | None = None) -> date:
        return loaded("", f"pm: 1\nproduct: X\ncalendar: {{{calendar}}}\n", today=given).backlog.today

    assert today("start: 2026-Q4") == date(2026, 10, 1)
    assert today("start: 2026-11-23") == date(2026, 11, 23)
    assert today("start: 2027-02, step: month") == date(2027, 2, 1)
    assert today("start: 2027-Q1, fiscal_year_starts: 10") == date(2026, 10, 1)
    assert today("") == date(2026, 10, 1), "the current quarter of the clock"
    assert today("start: 2026-Q4", date(2026, 12, 24)) == date(2026, 12, 24)


def test_all_mistakes_are_told_at_once_and_in_any_order_of_files() -> None:
    files = {
        "features/a.yaml": "title: A\nstauts: idea\neffort: 3-5\n",
        "features/b.yaml": "title: B\ndepends_on: [a, c]\n",
        "features/c.yaml": "title: [C\n",
        "features/d.yaml": "- {id: a, title: Again}\n- {title: Nameless}\n",
    }
    found = loaded(files).diagnostics
    assert len({(one.location.path, one.code) for one in found}) == 5
    assert "c" not in {one.message for one in found if one.code == "PM104"}, "c is there, if broken"
    backwards = dict(reversed(files.items()))
    assert loaded(backwards).diagnostics == found


NAMES_MUCH = {
    "pm.yaml": b"pm: 1\nproduct: T\ncalendar: {start: 2026-Q4}\nscenarios: {s: {drop: [gone]}}\n"
    b"exports: [{view: case-study, feature: gone, to: gone.md}]\n",
    "plan.yaml": b"plan: {2026-Q4: [gone]}\n",
    "ratings/ada.yaml": b"features: {gone: {reach: 5}}\n",
    "features/a.yaml": b"title: A\ndepends_on: [gone]\nconflicts_with: [gone]\nparent: gone\n",
}


def _missed(texts: dict[str, bytes], faults: Iterable[Diagnostic] = ()) -> list[str]:
    backlog, found = load(texts, clock=CLOCK, faults=faults)
    return [one.message for one in (*found, *check(backlog)) if "there is no feature" in one.message]


@pytest.mark.parametrize("path", ["features", "features/more", "features/list.yaml"])
def test_what_cannot_be_opened_may_have_every_id(path: str) -> None:
    assert len(_missed(NAMES_MUCH)) == 6
    assert _missed(NAMES_MUCH, [unreadable(path, "it cannot be read: permission denied")]) == []
    assert len(_missed(NAMES_MUCH, [unreadable("ratings", "the folder cannot be read")])) == 6


@pytest.mark.parametrize(
    "text",
    ['- {id: gone, title: "}\n', '[{"title": "A", "id": "gone", x}]\n', "- title: A\n  id: gone\n  x: '\n"],
)
def test_what_stands_in_a_broken_file_is_there(text: str) -> None:
    assert _missed({**NAMES_MUCH, "features/list.yaml": text.encode()}) == []


def test_what_can_be_read_of_a_broken_feature_is_kept() -> None:
    found = loaded("- {id: a, title: A, effort: 3-5, depends_on: [b]}\n- {id: b, title: B}\n")
    assert found.backlog.features["a"].effort is None
    assert found.backlog.features["a"].prerequisites() == ("b",)
    assert list(found.backlog.broken) == ["a"]


def test_what_is_wrong_in_pm_yaml_is_told_once() -> None:
    text = MINIMAL + "sizes: {M: 4..2}\nteams: {web: {capacity: many}}\n"
    found = loaded("- {id: a, title: A, effort: M}\n- {id: b, title: B, effort: {web: M}}\n", text)
    assert [(diagnostic.location.path, diagnostic.code) for diagnostic in found.diagnostics] == [
        ("pm.yaml", "PM102"),
        ("pm.yaml", "PM102"),
    ]
    assert sorted(found.backlog.broken) == ["a", "b"]


def test_an_unreadable_pm_yaml_does_not_hide_the_features() -> None:
    found = loaded("- {id: a, title: A, stauts: x}\n", "pm: [1\n")
    assert {diagnostic.location.path for diagnostic in found.diagnostics} == {"pm.yaml", "features/all.yaml"}
    with pytest.raises(PmError, match=r"pm\.yaml cannot be read"):
        found.sound()


def test_own_fields_and_free_keys() -> None:
    text = MINIMAL + "fields: {nps: number, seen: date}\n"
    found = loaded(
        "- {id: a, title: A, nps: -3, seen: 2026-01-02, x-mine: [1]}\n- {id: b, title: B, nps: }\n", text
    )
    assert found.diagnostics == ()
    assert found.backlog.features["a"].custom == {"nps": -3.0, "seen": date(2026, 1, 2)}
    assert found.backlog.features["b"].custom == {}
    assert [diagnostic.code for diagnostic in loaded("- {id: a, title: A, custom: {b: 1}}").diagnostics] == [
        "PM101"
    ]


def test_effort_finds_its_team() -> None:
    def effort(feature: str, teams: str) -> dict[str, float]:
        backlog = loaded(f"- {{id: a, title: A, {feature}}}", MINIMAL + f"teams: {{{teams}}}\n").backlog
        return {team: part.mean for team, part in backlog.effort(backlog.features["a"]).items()}

    assert effort("effort: 5", "web: {}") == {"web": 5}
    assert effort("effort: 5", "web: {}, app: {}") == {"": 5}
    assert effort("effort: 5, team: app", "web: {}, app: {}") == {"app": 5}
    assert effort("effort: {web: 1, app: 2}", "web: {}, app: {}") == {"web": 1, "app": 2}
    assert effort("owner: me", "web: {}") == {}


def test_globs_of_a_workspace() -> None:
    assert feature_globs(b"pm: 1\n") == ("features/**",)
    assert feature_globs(b"features: [a, 'b/*.yaml']\n") == ("a", "b/*.yaml")
    assert feature_globs(b"features: a\n") == ("a",)
    assert feature_globs(b"features: [../x, /etc, C:\\x]\n") == ("features/**",)
    assert feature_globs(b"[") == ("features/**",)


def test_a_backlog_that_was_made_knows_no_places() -> None:
    made = loaded("- {id: a, title: A}").backlog
    bare = Backlog(made.workspace, made.features, made.today, {"a": Origin("x.yaml")})
    assert bare.locate("a", ("title",)) == Location("x.yaml")
    assert bare.locate("b") == Location("")
    assert bare.places.source("x.yaml") is None


def test_the_sound_part_leaves_out_what_waits_for_the_unsound() -> None:
    found = loaded("""
- {id: bad, title: Bad, effort: 3-5}
- {id: waits, title: Waits, depends_on: [bad]}
- {id: later, title: Later, depends_on: [waits]}
- {id: soft, title: Soft, depends_on: [{id: bad, kind: soft}]}
- {id: ring, title: Ring, depends_on: [gnir]}
- {id: gnir, title: Gnir, depends_on: [ring]}
- {id: fine, title: Fine}
""")
    backlog, left = found.sound()
    assert list(backlog.features) == ["fine", "soft"]
    assert [one.id for one in left] == ["bad", "gnir", "later", "ring", "waits"]
    assert {one.id: words(one.reason) for one in left}["waits"] == 'waits for "bad", which is left out'


def test_a_shipped_broken_feature_still_leaves_its_dependents_in() -> None:
    found = loaded(
        "- {id: a, title: A, status: shipped, nonsense: 1}\n- {id: b, title: B, depends_on: [a]}\n"
    )
    assert list(found.sound()[0].features) == ["b"]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_nothing_raises_for_what_is_in_a_file(feature: bytes, workspace: bytes) -> None:
    backlog, told = load(
        {"pm.yaml": workspace, "features/a.yaml": feature, "features/b.md": feature}, clock=CLOCK
    )
    assert told
    assert backlog.features is not None


KEYS = st.sampled_from(
    [
        "id",
        "title",
        "status",
        "effort",
        "team",
        "depends_on",
        "rice",
        "kano",
        "wsjf",
        "decisions",
        "deadline",
        "outcomes",
        "weighted",
        "launch",
        "evidence",
        "x-a",
        "zz",
    ]
)
LEAVES = st.sampled_from(
    [
        "",
        "~",
        "5",
        "3..9",
        "80%",
        "2027-Q1",
        "2027-01-31",
        "high",
        "must",
        "first",
        "nan",
        "[",
        "a: b",
        "'",
        "é",
        "1,200",
        "-1",
        "true",
    ]
)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(KEYS, inner, max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {piece}" for key, piece in pairs.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(DATA, DATA)
def test_nothing_raises_for_data_of_any_shape(feature: str, workspace: str) -> None:
    texts = {"pm.yaml": workspace.encode(), "features/a.yaml": feature.encode()}
    backlog, told = load(texts, clock=CLOCK)
    for one in told:
        assert one.location.line >= 1
        assert one.location.column >= 1
        assert one.message
    assert all(feature.title for feature in backlog.features.values())


def test_a_broken_line_in_pm_yaml_adds_no_errors_at_the_features() -> None:
    workspace = (
        "pm: 1\nproduct: Shop\nteams: {web: {capacity: 9}}\nsizes: {s: 1..2}\nstrategy: {outcomes: {sales: {weight: 1}}}\n"
        "fields: {region: {kind: text}}\n"
    )
    feature = "- {id: a, title: A, team: web, effort: s, region: EU, outcomes: {sales: 2}}\n"
    lines = workspace.splitlines()
    slips = [(line, f"{line}: x: y") for line in lines]
    slips += [(line, line.replace(":", "q:", 1)) for line in lines[2:]]
    for line, slip in slips:
        broken = workspace.replace(line, slip)
        texts = {"pm.yaml": broken.encode(), "features/a.yaml": feature.encode()}
        backlog, faults = load(texts, clock=date(2026, 11, 23))
        told = check(backlog, faults)
        assert any(fault.location.path == "pm.yaml" and fault.severity == "error" for fault in told)
        assert not [fault for fault in told if fault.location.path != "pm.yaml" and fault.severity == "error"]

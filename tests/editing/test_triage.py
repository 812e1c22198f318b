"""What triage asks, how it shows the others, and that a merge loses nothing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli import find_model, load, models_of
from pmcli.editing.change_set import FileChange, rewritten, write
from pmcli.editing.triage import (
    LikelyRank,
    LookAlike,
    Question,
    followers,
    likely_rank,
    lookalikes,
    merged,
    questions,
    spread,
    waiting,
)
from pmcli.editing.triage.questions import QUESTIONS, answer
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.likeness import likeness
from pmcli.model.words import words
from pmcli.ranking.criteria import inputs
from pmcli.ranking.structure import Structure
from pmcli.scoring import MODELS
from pmcli.workspace.opening import open_workspace
from tests.conftest import MINIMAL, loaded

OWN = "scoring: {models: {own: {value: rice.reach * nps + user_impact + opportunity.importance, cost: effort}}}\n"
FIELDS = "fields: {nps: number}\n"
SETTINGS = (
    MINIMAL + OWN + FIELDS + "sizes: {S: 1..2, L: 4..9}\nteams: {web: {capacity: 9}, api: {capacity: 9}}\n"
)
GOOD = {
    "reach": "3000..6000", "impact": "2", "confidence": "5", "ease": "3", "user_business_value": "8",
    "time_criticality": "5", "risk_opportunity": "3", "job_size": "2", "cost_of_delay": "8k..12k", "duration": "4",
    "importance": "8", "satisfaction": "3", "functional": "like", "dysfunctional": "dislike", "moscow": "must",
    "effort": "web 3..5, api 2", "nps": "31",
}  # fmt: skip


def asked(backlog: Backlog, model: str, name: str = "a") -> tuple[Question, ...]:
    asked = inputs(backlog, Structure.of(backlog).dependents())[name]
    return questions(backlog, asked, find_model(backlog, model))


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", [*(one.name for one in MODELS), "own"])
def test_who_answers_everything_has_a_score(model: str, tmp_path: Path) -> None:
    """Every input that a model misses is asked for, where it is read from, and the answers make a score."""
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(SETTINGS)
    (tmp_path / "features" / "a.yaml").write_text("title: A  # an idea\nstatus: idea\n")
    backlog = load(tmp_path).backlog
    found = asked(backlog, model)
    assert found
    changes = []
    for question in found:
        text = "80%" if question.name == "rice.confidence" else GOOD.get(question.keys[-1], "4")  # type: ignore[arg-type]
        changes.append(FileChange("a", "put", question.keys, answer(question, text, backlog)))
    would = rewritten(open_workspace(tmp_path), changes)
    assert would.introduced == ()
    assert asked(would.loaded.backlog, model) == ()
    write(would)
    assert (tmp_path / "features" / "a.yaml").read_text().startswith("title: A  # an idea\nstatus: idea\n")


def test_of_a_half_only_the_other_half_is_asked() -> None:
    backlog = loaded(
        "- {id: a, title: A, opportunity: {importance: 8}, kano: {dysfunctional: dislike}}\n", SETTINGS
    ).backlog
    found = [*asked(backlog, "opportunity"), *asked(backlog, "kano")]
    assert [(question.name, question.is_held) for question in found] == [
        ("opportunity.satisfaction", False), ("kano.functional", False),
    ]  # fmt: skip


def test_every_input_of_every_model_has_a_question() -> None:
    """An input with no question could never be asked for."""
    known = {one.name for one in QUESTIONS}
    asked_otherwise = {"effort", "solves", "weighted", "cd3.profile"}
    counts = {
        f"kano.{one}"
        for one in ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")
    }
    for model in models_of(loaded("").backlog):
        for name in model.inputs:
            assert name in known | asked_otherwise | counts or name.startswith("weighted."), name


def test_levels_are_answers_that_are_read() -> None:
    """Every word and number of a rubric is one that the field takes, and means the number that it says."""
    backlog = loaded("- {id: a, title: A}\n", SETTINGS).backlog
    for question in QUESTIONS:
        for level in question.levels:
            both = {"opportunity.importance": "satisfaction: 1", "opportunity.satisfaction": "importance: 1",
                    "kano.functional": "dysfunctional: like", "kano.dysfunctional": "functional: like"}  # fmt: skip
            more = f", {both[question.name]}" if question.name in both else ""
            outer, *inner = (str(key) for key in question.keys)
            value = f"{{{inner[0]}: {level.answer}{more}}}" if inner else level.answer
            there = loaded(f"- {{id: a, title: A, {outer}: {value}}}\n", SETTINGS)
            assert not there.errors, (question.name, level.answer)
            counts = spread(question, there.backlog).counts
            assert counts[question.levels.index(level)] == 1 == sum(counts)
    assert {level.answer for question in asked(backlog, "weighted") for level in question.levels} == {
        "5",
        "2.5",
        "0",
    }


def test_auto_says_what_the_evidence_gives() -> None:
    text = "- {id: a, title: A, evidence: [{kind: interview, count: 5}]}\n"
    found = asked(loaded(text, SETTINGS).backlog, "rice")
    *_, auto, measured = next(one for one in found if one.name == "rice.confidence").levels
    assert (auto.answer, auto.number, auto.meaning) == ("auto", 0.8, "from its evidence: 80 % now")
    assert (measured.answer, measured.number) == ("measured", 0.8)


def test_effort_by_team() -> None:
    backlog = loaded("- {id: a, title: A}\n", SETTINGS).backlog
    question = next(one for one in asked(backlog, "rice") if one.name == "effort")
    assert "web 3..5, api 2" in question.hint
    assert [level.answer for level in question.levels] == ["S", "L"]
    assert answer(question, "web: 3..5, api=2", backlog) == {"web": "3..5", "api": "2"}
    assert answer(question, "3..5", backlog) == "3..5"
    assert answer(question, "ops 3", backlog) == "ops 3", (
        "no team of that name: told as a mistake, not as a map"
    )
    one = loaded("- {id: a, title: A, team: web}\n", SETTINGS).backlog
    assert "by team" not in next(one for one in asked(one, "rice") if one.name == "effort").hint


def test_what_waits_in_the_order_of_who_asks() -> None:
    head = SETTINGS + "accounts: {acme: {arr: 9}, bolt: {arr: 5}}\n"
    text = """
- {id: a, title: A}
- {id: b, title: B, requests: [{account: bolt}]}
- {id: c, title: C, requests: [{account: acme}, {account: acme}]}
- {id: idea, title: D, status: idea, effort: 1, rice: {reach: 1, impact: 1, confidence: 80%}}
- {id: done, title: E, effort: 1, rice: {reach: 1, impact: 1, confidence: 80%}}
- {id: old, title: F, status: shipped}
- {id: no, title: G, decisions: [{verdict: decline}]}
- {id: whole, title: H}
- {id: part, title: I, parent: whole, effort: 1, rice: {reach: 1, impact: 1, confidence: 80%}}
"""
    backlog = loaded(text, head).backlog
    found = waiting(backlog, "rice")
    assert [one.id for one in found] == ["c", "b", "a", "idea"]
    assert found[-1].lacks is None
    assert found[0].lacks is not None
    assert words(found[0].lacks) == "rice needs reach, impact, confidence and effort"
    assert [one.id for one in waiting(backlog, "rice", lambda name: name == "b")] == ["b"]


REACH = next(one for one in QUESTIONS if one.name == "rice.reach")


@given(st.lists(st.integers(1, 50), max_size=30))
def test_landmarks_are_answers_in_order(values: list[int]) -> None:
    text = "".join(
        f"- {{id: f{at}, title: F, rice: {{reach: {value}}}}}\n" for at, value in enumerate(values)
    )
    found = spread(REACH, loaded(text).backlog)
    assert found.total == len(values)
    marks = found.landmarks()
    assert [value for _, value, _ in marks] == sorted(value for _, value, _ in marks)
    assert all(values[int(name[1:])] == value for _, value, name in marks)
    if values:
        assert marks[0][1] == min(values)
        assert marks[-1][1] == max(values)
    for (_, low, _), (_, high, _) in pairwise(marks):
        assert low <= high
    if len(values) >= 5:
        half = next(value for mark, value, _ in marks if mark == "half")
        assert sum(value <= half for value in values) >= len(values) / 2
        assert sum(value >= half for value in values) >= len(values) / 2
    if values:
        assert spread(REACH, loaded(text).backlog, "f0").total == len(values) - 1


def test_other_fields_are_spread_too() -> None:
    text = "- {id: a, title: A, effort: {web: 2, api: 3}, nps: 7, weighted: {user_impact: 4}}\n- {id: b, title: B}\n"
    backlog = loaded(text, SETTINGS).backlog
    told = {one.name: spread(one, backlog).numbers for one in asked(backlog, "own", "b")}
    assert told["effort"] == ((5.0, "a"),)
    assert told["nps"] == ((7.0, "a"),)
    user = Question("weighted.user_impact", ("weighted", "user_impact"), "")
    assert spread(user, backlog).numbers == ((4.0, "a"),)
    assert spread(user, backlog).total == 1


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12
).map(lambda text: f"w{text}w")
SAID = st.fixed_dictionaries(
    {"account": st.just("acme")},
    optional={"need": st.sampled_from(["nice", "blocker"]), "says": WORDS, "date": st.just("2026-10-01")},
)
KNOWN = st.fixed_dictionaries(
    {"kind": st.sampled_from(["ticket", "usage"])},
    optional={"count": st.integers(0, 9).map(str), "says": WORDS},
)
LINKS = st.dictionaries(st.sampled_from(["jira", "brief", "jira-2"]), WORDS, max_size=3)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def written(name: str, said: list[dict[str, str]], known: list[dict[str, str]], links: dict[str, str]) -> str:
    lines = [f"title: {name}  # as it is"]
    for key, rows in (("requests", said), ("evidence", known)):
        if rows:
            lines.append(f"{key}:")
            lines += [
                "  - {" + ", ".join(f"{one}: {quoted(text)}" for one, text in row.items()) + "}"
                for row in rows
            ]
    if links:
        lines += ["links:", *(f"  {key}: {quoted(text)}" for key, text in links.items())]
    return "\n".join(lines) + "\n"


@settings(max_examples=40)
@given(
    st.tuples(st.lists(SAID, max_size=2), st.lists(KNOWN, max_size=2), LINKS),
    st.tuples(st.lists(SAID, max_size=2), st.lists(KNOWN, max_size=2), LINKS),
)
def test_a_merge_loses_nothing(
    one: tuple[list[dict[str, str]], list[dict[str, str]], dict[str, str]],
    other: tuple[list[dict[str, str]], list[dict[str, str]], dict[str, str]],
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "features").mkdir()
        (root / "pm.yaml").write_text(MINIMAL + "accounts: {acme: {arr: 1}}\n")
        (root / "features" / "one.yaml").write_text(written("one", *one), encoding="utf-8")
        (root / "features" / "other.yaml").write_text(written("other", *other), encoding="utf-8")
        backlog = load(root).backlog
        ruling = {"verdict": "decline", "because": "merged into other"}
        would = rewritten(open_workspace(root), merged(backlog, "one", "other", ruling))
        assert would.introduced == ()
        before, after = backlog.features, would.loaded.backlog.features
        for key in ("requests", "evidence"):
            had, has, gave = (getattr(some, key) for some in (before["other"], after["other"], before["one"]))
            assert has[: len(had)] == had
            assert set(map(repr, has)) == set(map(repr, (*had, *gave)))
            assert all(has.count(piece) <= max(had.count(piece), gave.count(piece)) for piece in has)
        assert set(after["other"].links.values()) == {
            *before["other"].links.values(),
            *before["one"].links.values(),
        }
        assert before["other"].links.items() <= after["other"].links.items()
        assert would.loaded.backlog.status("one") == "declined"
        assert before["one"].links == after["one"].links, "nothing is taken away"


def test_what_cannot_be_merged() -> None:
    backlog = loaded("- {id: a, title: A}\n- {id: b, title: B, decisions: [{verdict: decline}]}\n").backlog
    for into, told in (("a", "into itself"), ("b", '"b" is declined'), ("aa", 'there is no feature "aa"')):
        with pytest.raises(PmError, match=told):
            merged(backlog, "a", into, {})


def test_what_waits_for_one_waits_for_the_other() -> None:
    text = """
- {id: a, title: A}
- {id: b, title: B, depends_on: [c, a]}
- {id: c, title: C, depends_on: [a]}
- {id: d, title: D, depends_on: [{id: a, kind: soft}]}
- {id: e, title: E, depends_on: [{id: c, kind: soft}, a]}
- {id: f, title: F, depends_on: [c, {id: a, kind: soft}]}
- {id: g, title: G, depends_on: [{id: a, lag: 2}], conflicts_with: [a]}
"""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "features").mkdir()
        (root / "pm.yaml").write_text(MINIMAL)
        (root / "features" / "all.yaml").write_text(text)
        opened = open_workspace(root)
        would = rewritten(opened, followers(opened, "a", "c"))
        assert would.introduced == ()
        assert would.after["features/all.yaml"].decode().splitlines()[1:] == [
            "- {id: a, title: A}",
            "- {id: b, title: B, depends_on: [c]}",
            "- {id: c, title: C}",
            "- {id: d, title: D, depends_on: [{id: c, kind: soft}]}",
            "- {id: e, title: E, depends_on: [c]}",
            "- {id: f, title: F, depends_on: [c]}",
            "- {id: g, title: G, depends_on: [{id: c, lag: 2}], conflicts_with: [a]}",
        ]


ALIKE = """
- {id: a, title: Login fix, requests: [{account: acme, source: ZD-1}, {account: bolt}], links: {jira: A-1}}
- {id: b, title: Other, requests: [{account: bolt}, {account: acme}]}
- {id: c, title: Third, requests: [{account: core, source: ZD-1}]}
- {id: d, title: Fourth, links: {tracker: A-1}, status: shipped}
- {id: e, title: Fix logins}
- {id: f, title: Login fixx}
- {id: g, title: Login fix, decisions: [{verdict: decline, because: merged into e}]}
- {id: h, title: Login fix, parent: a}
- {id: i, title: Fifth, requests: [{account: acme}]}
"""


def test_look_alikes_by_title_requests_accounts_and_links() -> None:
    accounts = "accounts: {acme: {arr: 1}, bolt: {arr: 1}, core: {arr: 1}}\n"
    found = lookalikes(loaded(ALIKE, MINIMAL + accounts).backlog, "a")
    assert found == (
        LookAlike("e", 100.0),
        LookAlike("f", likeness("Login fix", "Login fixx")),
        LookAlike("b", accounts=("acme", "bolt")),
        LookAlike("c", requests=("ZD-1",)),
        LookAlike("d", links=("A-1",)),
    )
    assert lookalikes(loaded(ALIKE, MINIMAL + accounts).backlog, "i") == ()


def test_no_likely_rank_where_nobody_has_answered(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(MINIMAL)
    (tmp_path / "features" / "all.yaml").write_text("- {id: a, title: A}\n- {id: b, title: B, effort: 3}\n")
    opened = open_workspace(tmp_path)
    found = {one.id: one for one in waiting(opened.loaded.usable(), "rice")}
    assert likely_rank(opened, found["a"], "rice") is None


def test_the_likely_rank_takes_the_most_frequent_word(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(MINIMAL)
    classes = "".join(
        f"- {{id: f{at}, title: F{at}, moscow: {word}}}\n"
        for at, word in enumerate(("must", "could", "could"))
    )
    (tmp_path / "features" / "all.yaml").write_text(classes + "- {id: a, title: A}\n")
    opened = open_workspace(tmp_path)
    (one,) = waiting(opened.loaded.usable(), "moscow")
    assert likely_rank(opened, one, "moscow") == LikelyRank(2, 4, ("moscow could",))

"""Evidence that cites experiments: unknown and double ids, and tests that do not show what is said of them."""

from __future__ import annotations

from tests.conftest import for_each, loaded

GROUPS = "control: {n: 4000, conversions: 1200}, treatment: {n: 4000, conversions: "
HURTS = f"{{id: t, hypothesis: H, looks: any, {GROUPS}1000}}}}"
WORKS = f"{{id: t, hypothesis: H, looks: any, {GROUPS}1400}}}}"
PROBLEM = "pm: 1\nproduct: P\nproblems: {p: {title: P, evidence: [{kind: test, experiment: %s}]}}\n"


def codes(text: str, workspace: str = "pm: 1\nproduct: P\n") -> list[str]:
    found = loaded(text, workspace).diagnostics
    return [
        f"{one.code} {one.feature or 'pm.yaml'}" for one in found if one.code in ("PM105", "PM806", "PM808")
    ]


def feature(rest: str, experiment: str, id_: str = "a") -> str:
    return f"- {{id: {id_}, title: A, {rest}experiments: [{experiment}]}}\n"


CITES = "evidence: [{kind: %s, experiment: t}], "


@for_each(
    "text, expected",
    [
        (feature(CITES % "test", HURTS), ["PM806 a"]),
        (feature(CITES % "test", WORKS), []),
        (feature(CITES % "usage", HURTS), []),
        (feature("rice: {confidence: high}, " + CITES % "usage", HURTS), ["PM806 a"]),
        (feature("ice: {confidence: 10}, " + CITES % "usage", HURTS), ["PM806 a"]),
        (feature("ice: {confidence: 10}, " + CITES % "usage", WORKS), []),
        ("- {id: a, title: A, evidence: [{kind: test, experiment: u}]}\n", ["PM105 a"]),
        (feature("", WORKS) + feature("", WORKS, "b"), ["PM808 b"]),
    ],
)
def test_what_is_found(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_evidence_of_a_problem() -> None:
    text = f"- {{id: a, title: A, experiments: [{HURTS}]}}\n"
    assert codes(text, PROBLEM % "t") == ["PM806 pm.yaml"]
    assert codes(text, PROBLEM % "tt") == ["PM105 pm.yaml"]


def test_the_nearest_id_is_named_and_another_case_is_mended() -> None:
    text = f"- {{id: a, title: A, evidence: [{{kind: test, experiment: T}}], experiments: [{WORKS}]}}\n"
    (found,) = (one for one in loaded(text).diagnostics if one.code == "PM105")
    assert found.message == 'there is no experiment "T"'
    assert found.hint == 'did you mean "t"?' or "t" in str(found.hint)
    assert found.fix is not None


def test_an_experiment_that_cannot_be_read_is_no_second_mistake() -> None:
    text = "- {id: a, title: A, evidence: [{kind: test, experiment: t}]}\n- {id: b, title: B, experiments: [{id: t}]}\n"
    assert codes(text) == []


@for_each("confidence, counted", [("auto", True), ("measured", True), ("80%", False)])
def test_where_the_verdict_counts_already_nobody_is_told_to_let_it(confidence: str, counted: bool) -> None:
    text = feature(f"rice: {{confidence: {confidence}}}, {CITES % 'test'}", HURTS)
    (found,) = (one for one in loaded(text).diagnostics if one.code == "PM806")
    assert ("write confidence: auto" in str(found.hint)) is not counted
    assert ("counts 10 % already" in str(found.hint)) is counted


@for_each("kind, told", [("interview", True), ("usage", True), ("test", False), ("launch", False)])
def test_evidence_that_counts_as_the_test_it_cites(kind: str, told: bool) -> None:
    text = feature("", WORKS, "b") + f"- {{id: a, title: A, {CITES % kind}}}\n"
    found = [one for one in loaded(text).diagnostics if one.code == "PM810"]
    assert [one.feature for one in found] == ["a"] * told
    assert all("the test t of b works" in one.message for one in found)


@for_each("cites, told", [("a", "the test t of b works: 100 %"), ("b", "the test t works: 100 %")])
def test_confidence_says_whose_test_it_rests_on(cites: str, told: str) -> None:
    text = feature(CITES % "test", WORKS, "b") + f"- {{id: a, title: A, {CITES % 'test'}}}\n"
    backlog = loaded(text).backlog
    assert backlog.confidence(backlog.features[cites]).note == f"auto: {told}"

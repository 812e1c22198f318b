"""What is told of experiments: at which key, and what is not."""

from __future__ import annotations

from tests.conftest import for_each, loaded

GROUPS = "control: {n: 10000, conversions: 4210}, treatment: {n: 10050, conversions: 4388}"
MEANS = "control: {n: 90, mean: 3, sd: 5}, treatment: {n: 90, mean: 4, sd: 6}"
CONTROL = "looks: any, control: {n: 10000, conversions: 4210}"
FRAUD = "metric: fraud, better: down, worst: 0.002, control: {n: 10000, conversions: 31}"
THREE = "control: {n: 10000, conversions: 4210}, treatments: {b: {n: 10050, conversions: 4700}, c: {n: 10020, conversions: 4290}}"
HARM = f"guardrails: [{{{FRAUD}, treatment: {{n: 10050, conversions: 300}}}}]"


def told(text: str) -> list[tuple[str, str]]:
    """The code of each finding, and the last of the keys that lead to it."""
    found = loaded(f"- {{id: a, title: A, experiments: [{{hypothesis: H, {text}}}]}}\n").diagnostics
    return [
        (finding.code, ".".join(map(str, finding.keys[2:]))) for finding in found if finding.code[:3] == "PM8"
    ]


@for_each("text, expected", [
    (f"{CONTROL}, treatment: {{n: 9000, conversions: 4000}}", [("PM801", "control.n")]),
    (f"looks: any, split: 20%, {GROUPS}", [("PM801", "control.n")]),
    (f"{CONTROL}, treatment: {{n: 9800, conversions: 4000}}", []),
    (f"{CONTROL}, treatments: {{b: {{n: 10100, conversions: 4000}}, c: {{n: 9900, conversions: 4100}}}}", []),
    (f"{CONTROL}, treatments: {{b: {{n: 10100, conversions: 4000}}, c: {{n: 9000, conversions: 4100}}}}", [("PM801", "control.n")]),
    (f"{CONTROL}, treatment: {{n: 0, conversions: 0}}", [("PM802", "treatment.n")]),
    ("looks: any, control: {n: 0, conversions: 0}", [("PM802", "control.n")]),
    (f"{CONTROL}, treatments: {{b: {{n: 9, conversions: 10}}}}", [("PM802", "treatments.b.conversions")]),
    (f"looks: any, {GROUPS}, guardrails: [{{{FRAUD}, treatment: {{n: 9, conversions: 10}}}}]", [("PM802", "guardrails.0.treatment.conversions")]),
    (f"{CONTROL}, treatment: {{n: 10000, conversions: 4210}}", [("PM802", "treatment.n")]),
    (f"{CONTROL}, treatments: {{b: {{n: 9990, conversions: 4210}}, c: {{n: 9990, conversions: 4210}}}}", [("PM802", "treatments.c.n")]),
    (f"looks: any, {GROUPS}, guardrails: [{{{FRAUD}, treatment: {{n: 10000, conversions: 31}}}}]", []),  # few are alike by chance
    ("looks: any, control: {n: 9, conversions: 3}, treatment: {n: 9, conversions: 3}", []),
    ("looks: any, control: {n: 9, mean: 3.5, sd: 2.5}, treatment: {n: 9, mean: 3.5, sd: 2.5}", [("PM802", "treatment.n")]),
    ("looks: any, control: {n: 9, mean: 3, sd: 0}, treatment: {n: 9, mean: 3, sd: 0}", [("PM802", "control.sd")]),
    ("looks: any, control: {n: 9, mean: 3, sd: 0}, treatment: {n: 9, mean: 3, sd: 1}", []),
    ("looks: any, control: {n: 1, mean: 3, sd: 1}, treatment: {n: 9, mean: 3, sd: 1}", [("PM802", "control.n")]),
])  # fmt: skip
def test_groups_that_cannot_be_compared(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@for_each("text, expected", [
    (GROUPS, [("PM803", "control")]),
    (f"{GROUPS}, status: running", [("PM803", "status")]),
    ("status: running", [("PM803", "status")]),
    (f"{GROUPS}, status: stopped", []), (f"{GROUPS}, looks: any", []), (f"{GROUPS}, size: 10000", []),
    ("status: planned", []), ("metric: m", []),
    (f"{GROUPS}, size: 20000, decided: {{ship: true}}", [("PM804", "decided")]),
    (f"{GROUPS}, size: 20000, decided: {{ship: false, because: B}}", [("PM804", "decided")]),
    (f"{GROUPS}, size: 20000", []), (f"{GROUPS}, size: 10000, decided: {{ship: true}}", []),
    (f"{GROUPS}, looks: any, decided: {{ship: true}}", []),
    ("control: {n: 10000, conversions: 4210}, treatment: {n: 10050, conversions: 4700}, size: 20000, decided: {ship: true}", []),
    (f"{THREE}, size: 20000, decided: {{ship: c}}", [("PM804", "decided")]),
    (f"{THREE}, size: 20000, decided: {{ship: b}}", []),
    (f"{THREE}, size: 10000, detect: 0.016", [("PM805", "size")]),  # b works, c may not have been seen
    ("baseline: 58%, detect: 0.015, size: 10600, split: 20%", []),
    ("baseline: 58%, detect: 0.015, size: 10400, split: 20%", [("PM805", "size")]),
    (f"{GROUPS}, status: planned", [("PM809", "status")]),
    ("start: 2026-11-02, end: 2026-11-01", [("PM809", "end")]),
    ("start: 2026-11-02, end: 2026-11-02, status: planned", []),
    ("baseline: 58%, detect: 0.015, size: 5000", [("PM805", "size")]),
    ("baseline: 58%, detect: rel 5%, size: 2000", [("PM805", "size")]),
    ("baseline: 58%, detect: 0.015, size: 16800", []),  # rounded
    ("baseline: 58%, detect: 0.015", []), ("detect: 0.015, size: 50", []), ("baseline: 41.2, detect: 2, size: 50", []),
    ("baseline: 58%, detect: 60%, size: 50", []),  # no share rises so far
    (f"{MEANS}, detect: 0.5, size: 90", [("PM805", "size")]),
    ("control: {n: 90, mean: 3, sd: 5}, treatment: {n: 90, mean: 9, sd: 6}, detect: 0.5, size: 90", []),  # it works
    (f"{GROUPS}, status: running, detect: 0.015, size: 12000", [("PM805", "size")]),
    (f"{GROUPS}, detect: 0.015, size: 10000", []),
    (f"{CONTROL}, treatment: {{n: 10050, conversions: 4700}}, {HARM}, decided: {{ship: true}}", [("PM807", "decided.ship")]),
    (f"{CONTROL}, treatment: {{n: 10050, conversions: 4700}}, {HARM}, decided: {{ship: true, because: B}}", []),
    (f"{CONTROL}, treatment: {{n: 10050, conversions: 4700}}, {HARM}, decided: {{ship: false}}", []),
    (f"{CONTROL}, treatment: {{n: 10050, conversions: 4700}}, {HARM}", []),
])  # fmt: skip
def test_how_it_was_planned_and_decided(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


def hint(text: str) -> str | None:
    (finding,) = loaded(f"- {{id: a, title: A, experiments: [{{hypothesis: H, {text}}}]}}\n").diagnostics
    return finding.hint


@for_each("text, expected", [
    ("status: running", "write the size: … that pm experiment size tells, or looks: any"),
    ("status: running, baseline: 58%, detect: 0.015", "write size: 16907, or looks: any"),
    (GROUPS, "write looks: any, and plan a size for the next one"),
    ("baseline: 58%, detect: 0.015, size: 5000", "write size: 16907, or detect: 0.0275"),
    ("baseline: 99%, detect: 0.005, size: 50", "write size: 4673"),
    (f"{MEANS}, detect: 0.5, size: 90", "run it again with 1,570 in each group"),
    ("baseline: 58%, detect: 0.015, size: 5000, split: 20%", "write size: 10553, or detect: 0.0218"),
    (f"{GROUPS}, size: 20000, decided: {{ship: true}}", "let it run to its size, then decide again"),
    (f"{GROUPS}, size: 20000, status: stopped, decided: {{ship: true}}", "it ended before its size: run it again, then decide again"),
    (f"{GROUPS}, status: planned", "pm set a experiments[1].status=running, or done"),
])  # fmt: skip
def test_the_hint_is_what_to_write(text: str, expected: str) -> None:
    assert hint(text) == expected


def test_a_test_that_cannot_be_leaves_the_ranking_true() -> None:
    found = loaded(
        f"- {{id: a, title: A, experiments: [{{hypothesis: H, {CONTROL}, treatment: {{n: 9, conversions: 10}}}}]}}\n"
    )
    assert [finding.severity for finding in found.diagnostics] == ["error"]
    assert found.errors == ()


def faults(text: str) -> list[tuple[str, str, str | None]]:
    """The keys of each number that cannot be, what is wrong with it, and what to write."""
    found = loaded(f"- {{id: a, title: A, experiments: [{{hypothesis: H, {text}}}]}}\n").diagnostics
    return [
        (".".join(map(str, one.keys[2:])), one.message.partition(": ")[2], one.hint)
        for one in found if one.code == "PM102"
    ]  # fmt: skip


SHARE = "expected a share, from 0 to 1"


@for_each("text, expected", [
    ("baseline: 58%, detect: 1.5", [("detect", "a share of 58 % cannot rise by 150 points", "write 1.5%")]),
    (f"{CONTROL}, detect: 1.5", [("detect", f"found a detect of 1.5, {SHARE}", "write 1.5%")]),
    (f"{CONTROL}, detect: 1500", [("detect", f"found a detect of 1,500, {SHARE}", None)]),
    (f"{CONTROL}, baseline: 58", [("baseline", f"found a baseline of 58, {SHARE}", "write 58%")]),
    ("baseline: 8%, detect: 9%, better: down", [("detect", "a share of 8 % cannot fall by 9 points", "write less, or better: up")]),
    ("guardrails: [{metric: m, worst: 30, control: {n: 9, conversions: 3}}]", [("guardrails.0.worst", f"found a worst of 30, {SHARE}", "write 30%")]),
    ("guardrails: [{metric: m, worst: 30, control: {n: 9, mean: 3, sd: 1}}]", []),
    ("guardrails: [{metric: m, worst: 0.2%, control: {n: 9, conversions: 3}}]", []),
    ("guardrails: [{metric: m, worst: -0.2%}]", [("guardrails.0.worst", 'found "-0.2%", expected 0 or more', None)]),
    (f"{MEANS}, detect: 1.5", []), ("detect: 1.5", []), ("baseline: 41.2, detect: 1.5", []),
    ("baseline: 0%, detect: 1", []), ("baseline: 40%, detect: 60%", []), ("baseline: 58%, detect: rel 70%", []),
    (f"{THREE}, decided: {{ship: b}}", []), (f"{GROUPS}, decided: {{ship: treatment}}", []),
    (f"{THREE}, decided: {{ship: d}}", [("decided.ship", 'found "d", expected true or false or b or c', None)]),
    (f"{THREE}, decided: {{ship: B}}", [("decided.ship", 'found "B", expected true or false or b or c', 'did you mean "b"?')]),
    (f"{THREE}, decided: {{ship: yes}}", [("decided.ship", 'found "yes", expected true or false or b or c', "write true")]),
])  # fmt: skip
def test_points_are_no_shares_and_only_what_was_tested_is_shipped(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert faults(text) == expected


METRICS = "metrics: [{metric: completion_rate}]"


@for_each("metric, meant", [
    ("completion_rates", "completion_rate"), ("Completion_rate", "completion_rate"), ("sales_2", None),
    ("completion_rate", None), ("basket_valeu", "basket_value"), ("conversion_rate", None), ("other_rate_7", None),
    ("other_rate_30", None), ("elsewhere", None),
])  # fmt: skip
def test_metrics_that_are_misspelled(metric: str, meant: str | None) -> None:
    """A metric of another feature is known, another one is none of the two."""
    workspace = (
        "pm: 1\nproduct: P\nstrategy: {outcomes: {o: {title: O, metric: basket_value}, "
        "p: {title: P, metric: other_rate_7}}}\n"
    )
    text = (
        f"- {{id: a, title: A, {METRICS}, experiments: [{{hypothesis: H, metric: {metric}}}]}}\n"
        f"- {{id: b, title: B, {METRICS}, experiments: [{{hypothesis: H, guardrails: [{{metric: {metric}}}]}}]}}\n"
        "- {id: c, title: C, metrics: [{metric: elsewhere}]}\n"
    )
    found = [one for one in loaded(text, workspace).diagnostics if one.code == "PM811"]
    assert [one.hint for one in found] == ([] if meant is None else [f"did you mean {meant}?"] * 2)

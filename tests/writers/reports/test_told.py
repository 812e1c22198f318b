"""What is told of findings, and in which order; nothing is lost that way."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from pmcli.checks import RULES
from pmcli.model.diagnostic import SEVERITIES, Diagnostic, Location, Severity
from pmcli.writers.reports.text import render
from pmcli.writers.reports.told import FIRST, MOST, Alike, told


def found(code: str, line: int = 1, severity: Severity = "warning", message: str = "wrong") -> Diagnostic:
    return Diagnostic(code, code.lower(), severity, message, Location("a.yaml", line), hint="mend it")


def told_of(*diagnostics: Diagnostic, each: bool = False) -> list[str]:
    """The codes in their order; "PM501 x7" where seven are told as one."""
    return [
        f"{item.first.code} x{len(item.findings)}" if isinstance(item, Alike) else item.code
        for item in told(diagnostics, each=each)
    ]


NO_TEXT: dict[str, str] = {}
MANY = [found("PM501", line) for line in range(1, MOST + 2)]


def test_many_of_a_rule_are_one_and_few_are_not() -> None:
    assert told_of(*MANY) == [f"PM501 x{MOST + 1}"]
    assert told_of(*MANY[1:]) == ["PM501"] * MOST
    assert told_of(*MANY, each=True) == ["PM501"] * (MOST + 1)


def test_errors_first_then_what_makes_the_plan_wrong() -> None:
    rest = (found("PM112"), found("PM504", severity="info"), found("PM104", 99, "error"), found("PM212", 50))
    expected = ["PM104", "PM317", "PM212", f"PM501 x{MOST + 1}", "PM112", "PM504"]
    assert told_of(*MANY, *rest, found("PM317", 60)) == expected


def test_the_first_ones_are_rules_that_warn() -> None:
    severities = {rule.code: rule.severity for rule in RULES}
    assert {severities[code] for code in FIRST} == {"warning"}


@given(st.lists(st.builds(found, st.sampled_from(["PM104", "PM212", "PM501", "PM504"]), st.integers(1, 9),
                          st.sampled_from(SEVERITIES)), max_size=40), st.booleans())  # fmt: skip
def test_each_finding_is_told_once(diagnostics: list[Diagnostic], each: bool) -> None:
    items = told(diagnostics, each=each)
    single = [item.findings if isinstance(item, Alike) else (item,) for item in items]
    assert sorted(chain.from_iterable(single), key=repr) == sorted(diagnostics, key=repr)


def test_many_look_like_this() -> None:
    assert render(told(MANY), NO_TEXT.get, width=60, color=False) == (
        "warning[PM501] pm501 (6): wrong\n  --> a.yaml:1:1, and 5 more\n  = hint: mend it\n"
        "  = each: pm check --select PM501 --all\n\n"
    )
    various = [*MANY, found("PM501", 9, message="w\x1b")]
    assert "pm501 (7): such as: wrong\n" in render(told(various), NO_TEXT.get, width=None, color=False)

"""Rules about decisions: who, why, until when, and on what they were made."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import number_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.decision import Decision
from pmcli.model.feature import Feature


def _in_force(backlog: Backlog) -> Iterator[tuple[Feature, int, Decision]]:
    """Features that are not shipped, each with the number of the decision that counts, and itself."""
    for feature in backlog.features.values():
        if feature.decisions and feature.status != "shipped":
            decision = feature.decision(backlog.today)
            if decision is not None:
                yield feature, number_of(feature, decision), decision


def unexplained_status(backlog: Backlog) -> Iterator[Finding]:
    """Features declined or parked by their status alone."""
    for feature in backlog.features.values():
        if feature.status in ("declined", "parked"):
            verdict = "decline" if feature.status == "declined" else "park"
            if not any(decision.verdict in ("decline", "park") for decision in feature.decisions):
                message = f"it is {feature.status}, and nobody says why"
                hint = f'pm decide {feature.id} {verdict} --because "…"'
                yield Finding(feature.id, ("status",), message, hint)


def incomplete(backlog: Backlog) -> Iterator[Finding]:
    """Decisions in force with no reason or no owner."""
    for feature, number, decision in _in_force(backlog):
        lacking = [key for key, value in (("because", decision.because), ("by", decision.by)) if not value]
        if lacking:
            keys: Keys = ("decisions", number, "verdict")
            nouns = {"because": "no reason", "by": "no owner"}
            message = f'the decision "{decision.verdict}" has {" and ".join(nouns[key] for key in lacking)}'
            yield Finding(feature.id, keys, message, f"add {' and '.join(f'{key}: …' for key in lacking)}")


def outdated(backlog: Backlog) -> Iterator[Finding]:
    """Decisions made on inputs that have changed since."""
    for feature, number, decision in _in_force(backlog):
        if decision.inputs is None:
            continue
        from pmcli.model.fingerprint import fingerprint  # the registry of fields is many modules

        now = fingerprint(feature)
        if decision.inputs.strip().casefold() != now:
            message = f'the inputs of the decision "{decision.verdict}" have changed since'
            hint = f"decide again with pm decide; if it still holds, write inputs: {now}"
            yield Finding(feature.id, ("decisions", number, "inputs"), message, hint)


def expired(backlog: Backlog) -> Iterator[Finding]:
    """Decisions that have ended, with none after them, on features still open."""
    for feature in backlog.features.values():
        if (
            not feature.decisions
            or not backlog.is_open(feature.id)
            or feature.decision(backlog.today) is not None
        ):
            continue
        ended = [
            (decision.until, number) for number, decision in enumerate(feature.decisions)
            if decision.until is not None
        ]  # fmt: skip
        if ended:
            until, number = max(ended)
            verdict = feature.decisions[number].verdict
            message = f'the decision "{verdict}" ended on {until}, and no longer counts'
            yield Finding(
                feature.id,
                ("decisions", number, "until"),
                message,
                "decide again with pm decide, or delete it",
            )


RULES = (
    Rule(
        "PM511", "unexplained-status", "warning",
        "No without a reason comes back every quarter: the reason is what spares the next discussion.",
        unexplained_status,
    ),
    Rule(
        "PM512", "incomplete-decision", "warning",
        "A decision without a reason or an owner cannot be questioned, and so never ends.",
        incomplete,
    ),
    Rule(
        "PM513", "outdated-decision", "warning",
        "What was decided on other numbers may be decided otherwise on these.",
        outdated,
    ),
    Rule(
        "PM514", "expired-decision", "info",
        "A decision that has ended no longer counts, though it still stands in the file.",
        expired,
    ),
)  # fmt: skip

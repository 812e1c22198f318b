"""Rules about rulings: who, why, until when, and on what they were made."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.decision import Decision
from pmcli.model.feature import Feature
from pmcli.model.fingerprint import fingerprint


def _in_force(backlog: Backlog, feature: Feature) -> tuple[int, Decision] | None:
    """The decision that counts, and its number."""
    ruling = feature.decision(backlog.today)
    if ruling is None:
        return None
    return next(at for at, one in enumerate(feature.decisions) if one is ruling), ruling


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
    for feature in backlog.features.values():
        found = _in_force(backlog, feature) if feature.decisions and feature.status != "shipped" else None
        if found is None:
            continue
        number, ruling = found
        lacking = [name for name, value in (("because", ruling.because), ("by", ruling.by)) if not value]
        if lacking:
            keys: Keys = ("decisions", number, "verdict")
            told = {"because": "no reason", "by": "no owner"}
            message = f'the decision "{ruling.verdict}" has {" and ".join(told[one] for one in lacking)}'
            yield Finding(feature.id, keys, message, f"add {' and '.join(f'{one}: …' for one in lacking)}")


def outdated(backlog: Backlog) -> Iterator[Finding]:
    """Decisions made on inputs that have changed since."""
    for feature in backlog.features.values():
        found = _in_force(backlog, feature) if feature.decisions and feature.status != "shipped" else None
        if found is None or found[1].inputs is None:
            continue
        now = fingerprint(feature)
        if found[1].inputs.strip().casefold() != now:
            message = f'what "{found[1].verdict}" was decided on has changed since'
            hint = f"decide again: pm decide, or write inputs: {now}"
            yield Finding(feature.id, ("decisions", found[0], "inputs"), message, hint)


def expired(backlog: Backlog) -> Iterator[Finding]:
    """Decisions that have ended, with none after them, on features still open."""
    for feature in backlog.features.values():
        if (
            not feature.decisions
            or not backlog.is_open(feature.id)
            or _in_force(backlog, feature) is not None
        ):
            continue
        ended = [(one.until, at) for at, one in enumerate(feature.decisions) if one.until is not None]
        if ended:
            until, number = max(ended)
            verdict = feature.decisions[number].verdict
            message = f'"{verdict}" ended on {until}: it acts no more'
            yield Finding(
                feature.id, ("decisions", number, "until"), message, "decide again: pm decide; or delete it"
            )


RULES = (
    Rule(
        "PM511", "unexplained-status", "warning",
        "No without a reason comes back every quarter: the reason is what spares the next discussion.",
        unexplained_status,
    ),
    Rule(
        "PM512", "incomplete-decision", "warning",
        "A ruling without a reason or an owner cannot be questioned, and so never ends.",
        incomplete,
    ),
    Rule(
        "PM513", "outdated-decision", "warning",
        "What was decided on other numbers may be decided otherwise on these.",
        outdated,
    ),
    Rule(
        "PM514", "expired-decision", "info",
        "A ruling that has ended bends the plan no more, though it still stands in the file.",
        expired,
    ),
)  # fmt: skip

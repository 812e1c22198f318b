"""What was decided on an experiment, and whether the numbers carry it."""

from __future__ import annotations

from pmcli.model.experiment_decision import ExperimentDecision
from pmcli.model.fields.facts import joined
from pmcli.views.experiment.readout import Readout


def decided(readout: Readout) -> str | None:
    """What was decided, by whom and why, and whether that is against the numbers; None where nothing was."""
    decision = readout.experiment.decided
    if decision is None:
        return None
    who = joined(
        f"by {decision.by}" if decision.by else None, f"on {decision.on}" if decision.on else None, by=" "
    )
    text = joined(decision_on(decision), who)
    if decision.because:
        text = f"{text}: {decision.because}"
    but = not_carried(readout)
    told = "That is against the numbers" if is_against_numbers(readout) else "The numbers do not carry it"
    return f"{text}. {told}: {but}" if but else text


def is_against_numbers(readout: Readout) -> bool:
    """Whether a decision goes against what the numbers say, rather than ahead of them."""
    return not_carried(readout) is not None and readout.decided_verdict not in ("unclear", "too-early")


def not_carried(readout: Readout) -> str | None:
    """In which way a decision does not follow from the verdict; None where it does, or there is none."""
    decision, verdict = readout.experiment.decided, readout.decided_verdict
    if decision is None or verdict is None:
        return None
    if not decision.is_shipped:
        return "dropped, though it works" if verdict == "works" else None
    though = {
        "broken": "broken", "harms": "a guardrail is harmed", "hurts": "it hurts",
        "too-early": "too early to tell", "unclear": "unclear",
    }  # fmt: skip
    shipped = joined("shipped", decision.arm, by=" ")
    return f"{shipped}, though {though[verdict]}" if verdict in though else None


def decision_on(decision: ExperimentDecision) -> str:
    """What a decision says: "decided to ship it", of several groups which."""
    return f"decided to ship {decision.arm or 'it'}" if decision.is_shipped else "decided not to ship it"

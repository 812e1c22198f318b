"""Rules about scoring: formulas that cannot be, and numbers that come to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.ranking import scored_by
from pmcli.ranking.structure import Structure
from pmcli.scoring import MODELS
from pmcli.scoring.formula import FormulaError, names, parse


def bad_formulas(backlog: Backlog) -> Iterator[Finding]:
    """Formulas of own models that cannot be read, or name what nothing has."""
    known = names(backlog.workspace)
    for name, model in backlog.workspace.scoring.models.items():
        if any(name == built_in.name for built_in in MODELS):
            yield Finding(
                None,
                ("scoring", "models", name),
                f'"{name}" is a model of pm itself',
                "choose another name",
                "key",
            )
        for key, text in (("value", model.value), ("cost", model.cost)):
            if text is None:
                continue
            try:
                parse(text, known)
            except FormulaError as fault:
                keys = ("scoring", "models", name, key)
                yield Finding(None, keys, fault.message, fault.hint, inside=(fault.start, fault.end))


def faulty_scores(backlog: Backlog) -> Iterator[Finding]:
    """Open features whose numbers the model of the workspace cannot turn into a score."""
    if Structure.of(backlog).cycles():
        return
    try:
        judged = scored_by(backlog)
    except PmError:
        return  # no such model, or no formula: told by their own rules
    for feature, score in judged.scores.items():
        if score.fault is not None:
            yield Finding(feature, (), f"{judged.model.name} cannot score it: {score.fault}")


RULES = (
    Rule("PM110", "bad-formula", "error", "A formula that cannot be evaluated scores nothing.", bad_formulas),
    Rule(
        "PM401", "no-score", "warning",
        "Numbers that make no score (a division by zero, a negative value) leave the feature unscored.",
        faulty_scores,
    ),
)  # fmt: skip

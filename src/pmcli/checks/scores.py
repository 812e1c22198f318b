"""Rules about scoring: formulas that cannot be, numbers that come to nothing, scores that say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import exp, log
from statistics import median

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import judged_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.feature import Feature
from pmcli.model.figure import figure, listed, significant
from pmcli.ranking import Judged, models_of
from pmcli.scoring import MODELS, formula
from pmcli.scoring.model import Score

LEAST = 8
"""Of fewer scored features nothing is said: in a small backlog all of this is chance."""
FACTOR = 100.0
LEAST_FACTOR = 10.0
ENOUGH = 10
SPREAD = 4.0
NORMAL = 1.4826
"""The standard deviation of what is normal, in median absolute deviations.

Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), who cut at 3.5.
"""
FIBONACCI = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 21.0)
"""The scale of SAFe; many write 21 for its 20."""
_OWN_RECORD = ("rice", "wsjf", "ice", "cd3")


def bad_formulas(backlog: Backlog) -> Iterator[Finding]:
    """Formulas of own models that cannot be read, or name what nothing has."""
    known = formula.names(backlog.workspace)
    for name, model in backlog.workspace.scoring.models.items():
        if any(name == built_in.name for built_in in MODELS):
            yield Finding(
                None,
                ("scoring", "models", name),
                f'pm has a model "{name}" of its own',
                "choose another name",
                "key",
            )
        for key, text in (("value", model.value), ("cost", model.cost)):
            if text is None:
                continue
            try:
                formula.parse(text, known)
            except formula.FormulaError as fault:
                keys = ("scoring", "models", name, key)
                yield Finding(None, keys, fault.message, fault.hint, inside=(fault.start, fault.end))


def faulty_scores(backlog: Backlog) -> Iterator[Finding]:
    """Open features whose numbers the model of the workspace cannot turn into a score."""
    judged = judged_of(backlog)
    if judged is None:
        return
    for feature, score in judged.scores.items():
        if score.fault is not None:
            yield Finding(feature, (), f"{judged.model.name} cannot score it: {score.fault}")


def _scored(backlog: Backlog) -> tuple[Judged, dict[str, Score]] | None:
    """The model in use and the features that it scores; None where they are too few to say anything."""
    judged = judged_of(backlog)
    if judged is None:
        return None
    scores = {name: score for name, score in judged.scores.items() if score.score is not None}
    return (judged, scores) if len(scores) >= LEAST else None


def _terms(score: Score) -> dict[str, float]:
    return {term.name: term.number for term in (*score.value_terms, *score.cost_terms)}


def _keys(model: str, term: str, feature: Feature) -> Keys:
    """The keys of an input in a feature; none where it is worked out of others."""
    if term == "effort" and feature.effort:
        return ("effort",)
    if model in _OWN_RECORD and getattr(getattr(feature, model), term, None) is not None:
        return (model, term)
    return ("weighted", term) if term in feature.weighted else ()


def off_scale(backlog: Backlog) -> Iterator[Finding]:
    """Values that the scale of the method in use does not know."""
    judged = judged_of(backlog)
    if judged is None:
        return
    for name in judged.scores:
        feature = backlog.features[name]
        if judged.model.name == "rice" and feature.rice is not None and feature.rice.impact is not None:
            impact = feature.rice.impact.mean
            if not 0.25 <= impact <= 3:
                message = f"an impact of {figure(impact)} is off the scale of RICE, 0.25 to 3"
                yield Finding(
                    name, ("rice", "impact"), message, "reach counts how many, impact how much for one"
                )
        if judged.model.name == "wsjf" and feature.wsjf is not None:
            for part in ("user_business_value", "time_criticality", "risk_opportunity", "job_size"):
                value = getattr(feature.wsjf, part)
                if value is not None and value.is_exact and value.mean not in FIBONACCI:
                    message = f"{figure(value.mean)} is off the scale of WSJF: 1, 2, 3, 5, 8, 13, 20"
                    yield Finding(name, ("wsjf", part), message)


def tied_scores(backlog: Backlog) -> Iterator[Finding]:
    """Many features with one score."""
    if (scored := _scored(backlog)) is None or scored[0].model.is_category:
        return
    _, scores = scored
    groups: dict[float, list[str]] = {}
    for name, score in scores.items():
        groups.setdefault(significant(score.score or 0.0), []).append(name)
    value, names = max(groups.items(), key=lambda group: (len(group[1]), -group[0]))
    if len(names) >= 5 and 4 * len(names) >= len(scores):
        message = (
            f"{len(names)} of {len(scores)} features have the same score, {figure(value)}: {listed(names)}"
        )
        yield Finding(
            None,
            ("scoring", "model"),
            message,
            "what tells them apart? estimate that, or rank them by another model",
        )


def constant_inputs(backlog: Backlog) -> Iterator[Finding]:
    """Inputs of the model that are the same in every feature."""
    if (scored := _scored(backlog)) is None:
        return
    rows = [_terms(score) for score in scored[1].values()]
    for term in rows[0]:
        values = {row.get(term) for row in rows}
        if len(values) == 1 and term != "confidence" and len(rows[0]) > 1:
            value = rows[0][term]
            criteria = backlog.workspace.scoring.weighted.criteria
            keys: Keys = (
                ("scoring", "weighted", "criteria", term) if term in criteria else ("scoring", "model")
            )
            message = (
                f'"{term}" is {figure(value)} in all {len(rows)} scored features: it tells nothing apart'
            )
            yield Finding(
                None, keys, message, "rate it again, or leave it out", "key" if term in criteria else "value"
            )


def same_confidence(backlog: Backlog) -> Iterator[Finding]:
    """One confidence in all scored features."""
    if (scored := _scored(backlog)) is None:
        return
    judged, scores = scored
    model = judged.model.name
    typed = [
        feature.rice.confidence if model == "rice" and feature.rice else
        feature.ice.confidence if model == "ice" and feature.ice else None
        for feature in (backlog.features[name] for name in scores)
    ]  # fmt: skip
    (value, count), *_ = Counter(typed).most_common(1)
    if isinstance(value, float) and count == len(typed):
        shown = f"{figure(100 * value)} %" if model == "rice" else f"{value:g}"
        message = f"the confidence is {shown} in all {count} scored features: nobody is less sure of anything"
        yield Finding(None, ("scoring", "model"), message, "confidence: auto takes it from the evidence")


def outliers(backlog: Backlog) -> Iterator[Finding]:
    """Inputs a hundred times above or below what is usual, or ten times where the others stand together."""
    if (scored := _scored(backlog)) is None:
        return
    judged, scores = scored
    columns: dict[str, list[tuple[str, float]]] = {}
    for name, score in scores.items():
        for term, number in _terms(score).items():
            if number > 0:
                columns.setdefault(term, []).append((name, number))
    for term, rows in sorted(columns.items()):
        if len(rows) < LEAST:
            continue
        usual, bound = _usual([number for _, number in rows])
        for name, number in rows:
            if not (number >= bound * usual or number * bound <= usual):
                continue
            if keys := _keys(judged.model.name, term, backlog.features[name]):
                times = f"{number / usual:,.0f} times" if number > usual else f"1/{usual / number:,.0f} of"
                message = f"{term} is {figure(number)}, {times} the usual {figure(usual)}"
                yield Finding(name, keys, message, "is it in the same unit as the others? 12k is 12000")


def _usual(numbers: list[float]) -> tuple[float, float]:
    """The median, and the factor from which on a number is far from it.

    That is a hundred. Of `ENOUGH` numbers it is less where they stand close together: `SPREAD` times their
    spread, taken of the logarithms, and at least ten. Where most are the same there is no spread to go by.
    """
    usual = median(numbers)
    away = median(abs(log(number) - log(usual)) for number in numbers)
    if len(numbers) < ENOUGH or not away:
        return usual, FACTOR
    return usual, min(max(LEAST_FACTOR, exp(min(SPREAD * NORMAL * away, log(FACTOR)))), FACTOR)


def unfed_model(backlog: Backlog) -> Iterator[Finding]:
    """A model named in pm.yaml whose inputs most features lack."""
    judged = judged_of(backlog)
    if judged is None or backlog.workspace.scoring.model is None:
        return
    lacking = [score for score in judged.scores.values() if score.missing]
    if len(judged.scores) < 4 or 2 * len(lacking) <= len(judged.scores):
        return
    (most, _), *_ = Counter(name for score in lacking for name in score.missing).most_common(1)
    share = f"{len(lacking)} of {len(judged.scores)} open features"
    message = f"{share} lack inputs of {judged.model.name}, mostly {most}"
    yield Finding(None, ("scoring", "model"), message, _better(backlog, judged))


def _better(backlog: Backlog, judged: Judged) -> str:
    """A hint at the model whose inputs most features have, where that is another than the one in use."""
    counts = {
        model.name: sum(model.wants(backlog.features[name]) for name in judged.scores)
        for model in models_of(backlog)
    }
    name = max(counts, key=lambda count: counts[count])
    if not counts[name] or name == judged.model.name:
        return "estimate them, or they stay unscored"
    return f"most features have inputs of {name}"


RULES = (
    Rule("PM110", "bad-formula", "error", "A formula that cannot be evaluated scores nothing.", bad_formulas),
    Rule(
        "PM401", "no-score", "warning",
        "Numbers that make no score (a division by zero, a negative value) leave the feature unscored.",
        faulty_scores,
    ),
    Rule(
        "PM402", "off-scale", "info",
        "A value that the method's scale does not know cannot be compared with the others.",
        off_scale,
    ),
    Rule(
        "PM403", "tied-scores", "info",
        "Where many features score alike, the order among them says nothing.",
        tied_scores,
    ),
    Rule(
        "PM404", "constant-input", "info",
        "A number that is the same everywhere is work to keep and tells nothing apart.",
        constant_inputs,
    ),
    Rule(
        "PM405", "same-confidence", "warning",
        "One confidence for everything says that nobody asked how sure anybody is.",
        same_confidence,
    ),
    Rule(
        "PM406", "outlier", "warning",
        'A number a hundred times off the others is mostly a missing "k" or another unit.',
        outliers,
    ),
    Rule(
        "PM407", "unfed-model", "warning",
        "A model that most features have no inputs for ranks a few of them and leaves out the rest.",
        unfed_model,
    ),
)  # fmt: skip

"""Methods of one's own: formulas in pm.yaml."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.inputs import FROM_EVIDENCE
from pmcli.model.settings import OwnModel
from pmcli.model.workspace import Workspace
from pmcli.scoring import terms
from pmcli.scoring.formula import Formula, FormulaError, names, parse
from pmcli.scoring.model import Inputs, Model, Score, Term

ABOUT = (
    "Defined in pm.yaml under scoring.models. A formula says what you mean by value; it misleads where it "
    "adds numbers of different units without a factor that makes them comparable."
)


SOURCE = "pm.yaml"
"""The source of a method of one's own."""


def own_models(workspace: Workspace) -> tuple[Model, ...]:
    """The methods that a workspace defines.

    One whose formula cannot be read is here too: it scores nothing, and says so.
    """
    known = names(workspace)
    return tuple(own_model(name, record, known) for name, record in workspace.scoring.models.items())


def own_model(name: str, record: OwnModel, known: frozenset[str]) -> Model:
    """The method that a name and its formulas make, over the names `known`."""
    try:
        value = parse(record.value, known)
        cost = parse(record.cost, known) if record.cost is not None else None
    except FormulaError:
        return _model(name, record, (), _unreadable, partial(_wants, ()))
    used = tuple(dict.fromkeys((*value.names, *(cost.names if cost else ()))))
    return _model(name, record, used, partial(_score, value, cost), partial(_wants, used))


def _model(
    name: str,
    record: OwnModel,
    used: tuple[str, ...],
    score: Callable[[Inputs], Score],
    wants: Callable[[Feature], bool],
) -> Model:
    return Model(
        name=name,
        title=record.title or f"{name}, a method of your own",
        formula=f"({record.value}) / ({record.cost})" if record.cost else record.value,
        about=ABOUT,
        inputs=used,
        source=SOURCE,
        score=score,
        wants=wants,
    )


def _unreadable(inputs: Inputs) -> Score:
    return terms.finish(inputs, None, None, lacks=("a formula that can be read",))


def _score(value: Formula, cost: Formula | None, inputs: Inputs) -> Score:
    used = (*value.names, *(cost.names if cost else ()))
    numbers = {name: _number(name, inputs) for name in dict.fromkeys(used)}
    worth, lacks, fault = _evaluated(value, numbers)
    price, lacks_cost, cost_fault = _evaluated(cost, numbers) if cost else (1.0, (), None)
    return terms.finish(
        inputs,
        worth,
        price,
        lacks=lacks,
        lacks_cost=tuple(name for name in lacks_cost if name not in lacks),
        value_sum=value.text,
        cost_sum=cost.text if cost else "1",
        value_terms=(numbers[name] for name in value.names),
        cost_terms=(numbers[name] for name in (cost.names if cost else ())),
        fault=fault or (None if inputs.is_parent else cost_fault),
    )


def _evaluated(
    formula: Formula, numbers: dict[str, Term | None]
) -> tuple[float | None, tuple[str, ...], str | None]:
    """The number of a formula, the names it lacks, and what is wrong with it."""
    given = {name: term.number for name in formula.names if (term := numbers[name]) is not None}
    lacks = tuple(name for name in formula.names if name not in given)
    if lacks:
        return None, lacks, None
    result = formula.evaluate(given)
    return (None, (), result) if isinstance(result, str) else (result, (), None)


def _number(name: str, inputs: Inputs) -> Term | None:
    """The number that a feature has under a name of `formula.names`; its own fields hide criteria."""
    outer, _, inner = name.partition(".")
    if name == "effort":
        return terms.effort(inputs)
    if outer == "demand" and inner:
        return Term(name, float(getattr(inputs.demand, inner)))
    if outer == "opportunity" and inner:
        return _of_opportunity(name, inner, inputs)
    if outer in ("rice", "ice", "wsjf", "cd3") and inner:
        return _of_method(name, outer, inner, inputs)
    if isinstance(own := inputs.feature.custom.get(name), float):
        return Term(name, own)
    return _rating(name, name.removeprefix("weighted."), inputs)


def _of_opportunity(name: str, key: str, inputs: Inputs) -> Term | None:
    opportunity = inputs.opportunity
    note = f"of the problem {inputs.opportunity_from}" if inputs.opportunity_from else ""
    return terms.number(name, getattr(opportunity, key, None), note)


def _of_method(name: str, method: str, key: str, inputs: Inputs) -> Term | None:
    value = getattr(getattr(inputs.feature, method), key, None)
    if value in FROM_EVIDENCE:
        return Term(name, inputs.confidence.ratio, inputs.confidence.note)
    return terms.given(name, value) if isinstance(value, Estimate) else terms.number(name, value)


def _rating(name: str, criterion: str, inputs: Inputs) -> Term | None:
    if criterion in inputs.feature.weighted:
        return Term(name, inputs.feature.weighted[criterion])
    return terms.number(name, inputs.criteria.get(criterion), "derived")


def _wants(used: tuple[str, ...], feature: Feature) -> bool:
    """Whether a feature carries any of these numbers by hand; derived criteria are not by hand."""
    return any(_by_hand(name, feature) for name in used)


def _by_hand(name: str, feature: Feature) -> bool:
    outer, _, inner = name.partition(".")
    if name == "effort":
        return feature.effort is not None
    if outer == "demand" and inner:
        return bool(feature.requests)
    if outer == "opportunity" and inner:
        return getattr(feature.opportunity, inner, None) is not None or bool(feature.solves)
    if outer in ("rice", "ice", "wsjf", "cd3") and inner:
        return getattr(getattr(feature, outer), inner, None) is not None
    return name in feature.custom or name.removeprefix("weighted.") in feature.weighted

"""Methods of one's own: formulas in pm.yaml."""

from __future__ import annotations

from functools import partial

from pmcli.diagnostic import PmError
from pmcli.feature import Feature
from pmcli.scoring import terms
from pmcli.scoring.formula import Formula, FormulaError, names, parse
from pmcli.scoring.model import Inputs, Model, Score, Term
from pmcli.workspace import OwnModel, Workspace


def own_models(workspace: Workspace) -> tuple[Model, ...]:
    """The methods that a workspace defines."""
    known = names(workspace)
    return tuple(_model(name, record, known) for name, record in workspace.scoring.models.items())


def _model(name: str, record: OwnModel, known: frozenset[str]) -> Model:
    try:
        value = parse(record.value, known)
        cost = parse(record.cost, known) if record.cost is not None else None
    except FormulaError as fault:
        message = str(fault)
        return Model(
            name,
            record.title or name,
            record.value,
            message,
            (),
            "pm.yaml",
            partial(_broken, name, message),
            _never,
        )
    used = tuple(dict.fromkeys((*value.names, *(cost.names if cost else ()))))
    formula = f"{record.value} / ({record.cost})" if record.cost else record.value
    return Model(
        name=name,
        title=record.title or f"{name}, a method of your own",
        formula=formula,
        about="Defined in pm.yaml under scoring.models.",
        inputs=used,
        source="pm.yaml",
        score=partial(_score, value, cost),
        wants=partial(_wants, used),
    )


def _broken(name: str, message: str, inputs: Inputs) -> Score:  # noqa: ARG001 - the shape of every model's function
    raise PmError(f'the model "{name}" cannot be used: {message}', "pm check shows where", exit_code=1)


def _never(feature: Feature) -> bool:  # noqa: ARG001 - the shape of every model's function
    return False


def _score(value: Formula, cost: Formula | None, inputs: Inputs) -> Score:
    found = {
        name: _number(name, inputs) for name in dict.fromkeys((*value.names, *(cost.names if cost else ())))
    }
    worth, lacks, fault = _evaluated(value, found)
    price, lacks_cost, cost_fault = _evaluated(cost, found) if cost else (1.0, (), None)
    score = terms.finish(
        inputs,
        worth,
        price,
        lacks=lacks,
        lacks_cost=tuple(name for name in lacks_cost if name not in lacks),
        value_sum=value.text,
        cost_sum=cost.text if cost else "1",
        value_terms=(found[name] for name in value.names),
        cost_terms=(found[name] for name in (cost.names if cost else ()) if name not in value.names),
    )
    broken = fault or (None if inputs.is_parent else cost_fault)
    return _with_fault(score, broken) if broken else score


def _with_fault(score: Score, fault: str) -> Score:
    return Score(
        value=score.value, cost=score.cost, score=None, value_sum=score.value_sum, cost_sum=score.cost_sum,
        value_terms=score.value_terms, cost_terms=score.cost_terms, missing=score.missing, fault=fault,
    )  # fmt: skip


def _evaluated(
    formula: Formula, found: dict[str, Term | None]
) -> tuple[float | None, tuple[str, ...], str | None]:
    """The number of a formula, the names it lacks, and what is wrong with it."""
    there = {name: term.number for name in formula.names if (term := found[name]) is not None}
    lacks = tuple(name for name in formula.names if name not in there)
    if lacks:
        return None, lacks, None
    result = formula.evaluate(there)
    return (None, (), result) if isinstance(result, str) else (result, (), None)


def _number(name: str, inputs: Inputs) -> Term | None:
    """The number that a feature has under a name."""
    feature = inputs.feature
    if name == "effort":
        return terms.effort(inputs)
    outer, _, inner = name.partition(".")
    if outer == "demand":
        return Term(name, float(getattr(inputs.demand, inner)))
    if outer == "opportunity":
        found = inputs.opportunity
        return None if found is None else Term(name, getattr(found, inner))
    if name == "rice.confidence" and feature.rice is not None and feature.rice.confidence == "auto":
        return Term(name, inputs.confidence, "from the evidence")
    if inner:
        return _from_record(name, getattr(feature, outer), inner)
    if name in feature.weighted:
        return Term(name, feature.weighted[name])
    if name in inputs.criteria:
        return Term(name, inputs.criteria[name], "derived")
    value = feature.custom.get(name)
    return Term(name, float(value)) if isinstance(value, float) else None


def _from_record(name: str, record: object, key: str) -> Term | None:
    value = getattr(record, key, None)
    if value is None:
        return None
    return Term(name, value) if isinstance(value, float) else terms.given(name, value)


def _wants(used: tuple[str, ...], feature: Feature) -> bool:
    """Whether a feature carries any of these numbers by hand."""
    for name in used:
        outer, _, inner = name.partition(".")
        if inner and outer != "demand" and getattr(getattr(feature, outer), inner, None) is not None:
            return True
        if name in feature.weighted or name in feature.custom:
            return True
    return False

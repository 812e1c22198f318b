"""Inputs made from what a file says, for tests of the models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.workspace import Workspace
from pmcli.ranking import criteria
from pmcli.scoring import MODELS, own_models
from pmcli.scoring.formula import parse
from pmcli.scoring.model import Inputs, Model, Score, Term

TODAY = date(2026, 10, 1)


def workspace(**more: Any) -> Workspace:
    return Workspace.model_validate({"pm": "1", "product": "P", **more})


def feature(ws: Workspace | None = None, name: str = "x", **more: Any) -> Feature:
    words = (ws or workspace()).vocabulary()
    return Feature.model_validate({"id": name, "title": name.upper(), **more}, context=words)


def backlog(ws: Workspace, *features: Feature) -> Backlog:
    return Backlog(ws, {one.id: one for one in features}, TODAY)


def inputs(ws: Workspace | None = None, *, dependents: int = 0, parent: bool = False, **more: Any) -> Inputs:
    """What the models may look at for one feature; a `parent` has a child."""
    ws = ws or workspace()
    child = (feature(ws, "child", parent="x"),) if parent else ()
    return criteria.inputs(backlog(ws, feature(ws, **more), *child), {"x": dependents})["x"]


def model(name: str, ws: Workspace | None = None) -> Model:
    known = {one.name: one for one in (*MODELS, *own_models(ws or workspace()))}
    return known[name]


def score(
    name: str, ws: Workspace | None = None, *, dependents: int = 0, parent: bool = False, **more: Any
) -> Score:
    return model(name, ws).score(inputs(ws, dependents=dependents, parent=parent, **more))


def notes(terms: tuple[Term, ...]) -> dict[str, str]:
    return {term.name: term.note for term in terms}


def numbers(terms: tuple[Term, ...]) -> dict[str, float]:
    return {term.name: term.number for term in terms}


def added_up(arithmetic: str, terms: tuple[Term, ...]) -> float | str:
    """What the arithmetic of a score makes of its terms."""
    added_up: Mapping[str, float] = numbers(terms)
    return parse(arithmetic, added_up).evaluate(added_up)

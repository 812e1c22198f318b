"""The house keeps its rules: kinds are listed by hand, documented, and told apart."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from pathlib import Path

import pmcli
from pmcli import checks, scoring
from pmcli.checks import RULES
from pmcli.model.record import Record
from pmcli.model.schema import field_texts
from pmcli.model.workspace import Workspace
from pmcli.scoring import MODELS

SOURCE = Path(pmcli.__file__).parent


def modules() -> list[str]:
    return [
        package.name
        for package in pkgutil.walk_packages([str(SOURCE)], "pmcli.")
        if "__main__" not in package.name
    ]


def test_every_module_says_what_it_is() -> None:
    for name in modules():
        assert (importlib.import_module(name).__doc__ or "").strip(), name


def test_every_model_is_listed_and_has_a_source() -> None:
    files = {path.stem for path in (SOURCE / "scoring").glob("*.py")} - {
        "__init__",
        "model",
        "formula",
        "own",
    }
    assert {model.name for model in MODELS} <= files | {"rice"}
    for model in MODELS:
        assert len(model.about) > 40, model.name
        assert "http" in model.source or "(" in model.source, model.name
        assert model.inputs, model.name
    assert len({model.name for model in MODELS}) == len(MODELS) == 9
    assert scoring.MODELS is MODELS


def test_every_rule_is_listed_once() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.code.startswith("PM")
        assert rule.code[2:].isdigit()
        assert rule.about.endswith(".")
    assert checks.RULES is RULES


def records() -> list[type[Record]]:
    records: list[type[Record]] = []
    waiting: list[type[Record]] = [Record]
    while waiting:
        for subclass in waiting.pop().__subclasses__():
            if subclass.__module__.startswith("pmcli."):
                records.append(subclass)
                waiting.append(subclass)
    return records


def test_every_field_of_a_record_is_documented() -> None:
    assert Workspace in records()
    for record in records():
        missing = set(record.written()) - set(field_texts(record))
        assert not missing, f"{record.__name__}: {missing}"


def test_results_are_frozen() -> None:
    for name in modules():
        for thing in vars(importlib.import_module(name)).values():
            public = (
                isinstance(thing, type) and thing.__module__ == name and not thing.__name__.startswith("_")
            )
            growing = name == "pmcli.yaml.read.places"  # a tree of places grows while it is read
            if public and is_dataclass(thing) and fields(thing) and not growing:
                assert vars(thing)["__dataclass_params__"].frozen, f"{name}.{thing}"


def test_the_public_names_are_there() -> None:
    for name in pmcli.__all__:
        assert getattr(pmcli, name) is not None

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from pmcli.checks.schemas import own_of_nobody
from pmcli.model.schemas.files import feature_schema, plan_schema, ratings_schema, workspace_schema
from tests.conftest import for_each

ANY = own_of_nobody()
ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parents[1] / "golden"


def plain(path: Path) -> Any:
    """The data as an editor sees it: dates are strings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = text.split("---\n")[1]
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def check(schema: dict[str, Any], path: Path) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [
        f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(plain(path))
    ]


@pytest.mark.parametrize(
    "schema", [made(ANY) for made in (feature_schema, workspace_schema, plan_schema, ratings_schema)]
)
def test_they_are_schemas(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.unmeasured
@for_each(
    "path",
    [
        *GOLDEN.glob("good/[a-o q-z]*.yaml"),
        *ROOT.glob("examples/northwind/features/*"),
        *ROOT.glob("examples/minimal/features/*"),
    ],
)
def test_good_features_fit(path: Path) -> None:
    if path.name != "spellings.yaml":  # an editor takes `007` and an empty key for numbers and null
        assert check(feature_schema(ANY), path) == []


@pytest.mark.parametrize("path", [*GOLDEN.glob("good/pm-*.yaml"), *ROOT.glob("examples/*/pm.yaml")], ids=str)
def test_good_workspaces_fit(path: Path) -> None:
    if (
        path.name != "pm-everything.yaml"
    ):  # `empty:` is a team without anything said of it, and null to an editor
        assert check(workspace_schema(ANY), path) == []


@pytest.mark.parametrize(
    "feature",
    [
        {"title": "X", "status": "doing"},
        {"title": "X", "rice": {"raech": 3}},
        {"title": "X", "effort": {"low": 3, "hihg": 5}, "deadline": "31.01.2027"},
        {"status": "idea"},
        [{"title": "no id"}],
    ],
)
def test_bad_features_do_not(feature: object) -> None:
    assert list(jsonschema.Draft202012Validator(feature_schema(ANY)).iter_errors(feature))


def test_every_field_is_described() -> None:
    for name, definition in feature_schema(ANY)["$defs"].items():
        for key, field in definition.get("properties", {}).items():
            assert "description" in field or "$ref" in field, f"{name}.{key}"

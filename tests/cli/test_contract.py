"""The JSON of every command against the schemas that are published in schema/output/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from docs import branch

from pmcli.views.contract import DOCUMENTS, document_schema
from tests.cli.conftest import NORTHWIND, ROOT, Pm
from tests.cli.repo import commit

COMMANDS = {
    "ranking": ("rank", "rank --by score", "rank --model moscow --top 3 --partial", "export rank",
                "rank --columns why,score", "rank --columns +id"),
    "ready": ("ready", "ready --columns title"),
    "roadmap": ("roadmap", "roadmap --carry-over --partial", "roadmap --model moscow", "export roadmap",
                "export roadmap --audience customers", "roadmap --columns period,team",
                "export roadmap --odds"),
    "what-if": ("what-if --drop {id} --search fast",),
    "why-not": ("why-not {id}",),
    "worth": ("worth --top 2 --futures 100", "worth {id}", "worth --bets"),
    "feature": ("show {id}", "show {id} --no-plan", "show {id} --odds"),
    "features": ("list", "list --partial", "list --columns team"),
    "explanation": ("explain {id}", "explain {id} --model moscow", "explain {idea}", "explain {id} --odds"),
    "comparison": ("explain {id} {other}", "explain {other} {id} --model moscow", "explain {waits} {id}"),
    "graph": ("graph", "graph --partial", "export graph --audience leadership"),
    "model-comparison": ("rank --models rice,wsjf --line", "rank --models rice,moscow --by score --top 2 --partial"),
    "launch": ("launch", "launch --partial --within 9w", "launch --columns id,odds", "launch --odds"),
    "models": ("models",),
    "decisions": ("decisions --all", "decisions --partial --no-plan", "decisions --columns decision --no-plan"),
    "ratings": ("ratings", "ratings --columns rank", "ratings {id}"),
    "accept": ("accept --because x --by me --dry-run",),
    "decision": ("decide {id} park --because x --by me --dry-run",),
    "demand": ("demand", "demand --partial --no-plan", "demand --columns renewal --no-plan",
               "demand --by feature --columns who --no-plan"),
    "diagnostics": ("check", "check --extend-select ALL"),
    "sureness": ("sure --futures 100", "sure --model moscow", "sure --skeptical --first 3 --columns first"),
    "learning": ("learn", "learn --estimates now", "learn --team web --columns n", "learn --outcomes --columns after"),
    "odds": ("odds --futures 100",),
    "statistics": ("check --statistics --extend-select ALL",),
    "plot": ("plot value-effort", "plot scores", "plot capacity --partial", "plot mix"),
    "backlog": ("export backlog", "export backlog --audience customers"),
    "brief": ("export brief {id}", "export brief {id} --odds"),
    "declined": ("export declined", "export declined --audience leadership"),
    "research": ("export research", "export research forced-signup --audience analyst"),
    "review": ("export review --odds",),
    "case-study": ("export case-study sepa-debit", "export case-study fast-load --audience leadership"),
    "experiment": (
        "experiment", "experiment --columns verdict --top 1", "export experiment guest-50",
        "export experiment inline-errors --audience analyst",
    ),
    "experiment-size": ("experiment size --baseline 58% --detect 0.015", "experiment size --sd 3 --per-week 90"),
    "rule": ("rule PM501",),
    "rules": ("rule", "rule --all"),
    "update": ("export review --for fabrikam", "export review --for enterprise --audience team --odds"),
    "week": ("week", "week friday --columns day", "week --for customers"),
}  # fmt: skip
PLACES = {
    "northwind": (
        NORTHWIND,
        {"id": "guest-checkout", "idea": "loyalty", "other": "autofill", "waits": "one-tap-reorder"},
    ),
    "minimal": (
        ROOT / "examples" / "minimal",
        {"id": "opening-hours", "idea": "customer-list", "other": "order-online", "waits": "customer-list"},
    ),
}


def strict(schema: Any) -> Any:
    """The schema that takes no key which it does not name: a forgotten one is seen."""
    if isinstance(schema, list):
        return [strict(piece) for piece in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {**closed, **{key: strict(piece) for key, piece in schema.items()}}


def faults(text: str, kind: str) -> list[str]:
    """Where a document departs from the schema of its kind."""
    document = json.loads(text)
    assert document["kind"] == kind
    validator = jsonschema.Draft202012Validator(strict(document_schema(kind)))
    found = [part for fault in validator.iter_errors(document) for part in fault.context or (fault,)]
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in found]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schema_is_one_and_is_published(kind: str) -> None:
    schema = document_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    published = ROOT / "schema" / "output" / f"{kind}.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema


@pytest.mark.parametrize("place", ["minimal", pytest.param("northwind", marks=pytest.mark.unmeasured)])
@pytest.mark.parametrize("kind", COMMANDS)
def test_the_output_of_every_command_fits(pm: Pm, kind: str, place: str) -> None:
    root, ids = PLACES[place]
    for line in COMMANDS[kind]:
        ran = pm(*line.format(**ids).split(), "--format", "json", at=root)
        if ran.out:
            assert faults(ran.out, kind) == [], line
        else:
            assert (place, ran.code) == ("minimal", 1 if kind == "comparison" else 2), (line, ran.err)


@pytest.mark.unmeasured
def test_what_needs_a_history_fits_too(pm: Pm, tmp_path: Path) -> None:
    root = branch.make(tmp_path)
    settings = (root / "pm.yaml").read_text(encoding="utf-8")
    sales = "audiences:\n  sales: {fields: [title, rank, declined, depends_on]}\n"
    (root / "pm.yaml").write_text(settings.replace("audiences:\n", sales), encoding="utf-8")
    lines = {
        "diff": "diff --odds", "history": "history sso", "roadmap": "export roadmap --since HEAD",
        "review": "export review --since HEAD --odds", "account": "demand --account fabrikam", "ranking": "export rank --audience sales",
        "declined": "export declined --audience sales", "graph": "export graph --audience sales",
    }  # fmt: skip
    (root / "plan.yaml").write_text("periods: {2027-Q1: [sso]}\n", encoding="utf-8")
    commit(root, "agreed")
    lines["promises"] = "history"
    for kind, line in lines.items():
        assert faults(pm(*line.split(), "--format", "json", at=root).out, kind) == [], line
    assert {*lines, *COMMANDS} == {*DOCUMENTS}, "every kind of document is tried"


def test_a_key_too_many_or_too_few_is_seen(pm: Pm) -> None:
    document = json.loads(pm("list", "--format", "json", at=NORTHWIND).out)
    first = document["items"][0]
    more = {**document, "items": [{**first, "colour": "red"}]}
    fewer = {**document, "items": [{key: first[key] for key in first if key != "owner"}]}
    assert "colour" in faults(json.dumps(more), "features")[0]
    assert "owner" in faults(json.dumps(fewer), "features")[0]
    assert faults(json.dumps({**document, "items": None}), "features")

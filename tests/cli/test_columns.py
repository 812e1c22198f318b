"""`--format json` with `--columns`: only these fields of each item, or an error that says which there are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import NORTHWIND, Pm
from tests.conftest import for_each

LISTS = {
    "rank": ("items",), "ready": ("items",), "list": ("items",), "roadmap": ("placements", "unplaced"),
    "decisions --no-plan": ("items",), "demand --no-plan": ("accounts",), "demand --no-plan --by feature": ("features",),
    "demand --no-plan --account fabrikam": ("asks",),
}  # fmt: skip


def document(pm: Pm, *words: str) -> dict[str, Any]:
    run = pm(*words, "--format", "json", at=NORTHWIND)
    assert (run.code, run.err) == (0, "")
    return dict(json.loads(run.out))


@pytest.mark.unmeasured
@for_each(
    "words, columns, keys",
    [
        ("rank", "score", ["score"]), ("rank", "why,waits_for,waitsFor", ["reasons", "waitsFor"]),
        ("rank", "score,+score_rank", ["score", "scoreRank"]), ("ready", "Waits For", ["waitsFor"]),
        ("list", "team,depends_on", ["teams", "dependsOn"]), ("roadmap", "team,period", ["work", "period"]),
        ("decisions --no-plan", "decision,by", ["verdict", "by"]), ("demand --no-plan", "arr", ["arr"]),
        ("demand --no-plan --by feature", "who", ["accounts"]),
        ("demand --no-plan --account fabrikam", "period", ["period"]),
    ],
)  # fmt: skip
def test_only_these_fields_of_each_item(words: str, columns: str, keys: list[str], pm: Pm) -> None:
    whole = document(pm, *words.split())
    chosen = document(pm, *words.split(), "--columns", columns)
    assert list(chosen)[:3] == ["schemaVersion", "kind", "columns"]
    assert chosen["columns"] == keys
    for name in LISTS[words]:
        assert chosen[name] == [
            {key: value for key, value in item.items() if key in (*keys, "id", "feature")}
            for item in whole[name]
        ]
        assert whole[name]
    rest = {key: value for key, value in whole.items() if key not in LISTS[words]}
    assert {key: chosen[key] for key in rest} == rest


def test_with_plus_alone_all_are_there(pm: Pm) -> None:
    chosen = document(pm, "rank", "--columns", "+score")
    assert chosen.pop("columns") == list(chosen["items"][0])
    assert chosen == document(pm, "rank")


@for_each(
    "words, told",
    [
        ("rank --columns team", 'there is no field "team" in this JSON\nhint:  fields: rank, id, title,'),
        ("rank --columns scoer", 'there is no field "scoer" in this JSON; did you mean "score"?'),
        ("list --columns score", 'there is no field "score" in this JSON'),
        ("demand --no-plan --columns blockers", 'there is no field "blockers" in this JSON'),
    ],
)
def test_a_column_that_is_no_field(words: str, told: str, pm: Pm) -> None:
    run = pm(*words.split(), "--format", "json", at=NORTHWIND)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"error: {told}")


@for_each("words", ["roadmap", "roadmap --format markdown", "demand --account fabrikam --no-plan"])
def test_a_page_has_no_columns(words: str, pm: Pm) -> None:
    run = pm(*words.split(), "--columns", "id", at=NORTHWIND)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(
        "error: this page has no columns to choose\nhint:  --columns goes with --format plain,"
    )

"""An assistant works with `pm mcp` through the official SDK's own client: it reads, previews, and writes what it showed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import NORTHWIND
from tests.proofs.conftest import ROOT, TOOLS, missing

SDK = TOOLS / "mcp/bin/python"
Call = tuple[str, dict[str, Any]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the example in a repository."""
    place = tmp_path / "northwind"
    shutil.copytree(NORTHWIND, place)
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for line in ("init -q -b main", "add -A", "commit -qm all"):
        subprocess.run([*git, *line.split()], cwd=place, check=True)
    return place


def session(arguments: list[str], calls: list[Call]) -> dict[str, Any]:
    """What the client was told, and the answers to its calls, each with the document in it."""
    if not SDK.exists():
        missing("the official SDK of the Model Context Protocol")
    program = [str(SDK), str(ROOT / "tests/proofs/assistant.py"), json.dumps(arguments), json.dumps(calls)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    for answer in told["answers"]:
        answer["document"] = None if answer["is_error"] else json.loads(answer["text"])
    return told


def documents(told: dict[str, Any]) -> list[Any]:
    assert [answer["text"] for answer in told["answers"] if answer["is_error"]] == []
    return [answer["document"] for answer in told["answers"]]


def test_triage_explain_agree(shop: Path) -> None:
    """Three ideas are gone through, an order is explained, an agreement is proposed and then made."""
    score = {
        "id": "loyalty",
        "fields": {
            "rice.reach": "40000",
            "rice.impact": "low",
            "rice.confidence": "40%",
            "effort": "2",
            "team": "web",
            "status": "candidate",
        },
    }
    park = {
        "id": "exit-study",
        "verdict": "park",
        "because": "Nobody has time for it before summer",
        "by": "ada",
    }
    reach = {"id": "multi-currency", "fields": {"rice.reach": "900"}}
    agree = {"improve": True, "because": "Reviewed with the teams", "by": "ada"}
    (shop / "plan.yaml").unlink()  # nothing is agreed yet
    told = session(
        ["-C", str(shop), "--write"],
        [
            ("rank", {"where": "status=idea"}), ("show", {"id": "loyalty"}), ("demand", {"top": 3}),
            ("set", score), ("set", {**score, "apply": True}),
            ("decide", park), ("decide", {**park, "apply": True}),
            ("set", reach), ("set", {**reach, "apply": True}),
            ("explain", {"id": "guest-checkout", "other": "autofill"}), ("why_not", {"id": "subscriptions"}),
            ("roadmap", {"improve": True, "top": 5}), ("accept", agree), ("accept", {**agree, "apply": True}), ("check", {}),
        ],
    )  # fmt: skip
    ideas, shown, demand, preview, written, *_, check = documents(told)
    assert [one["id"] for one in ideas["unscored"]] == ["exit-study", "loyalty", "multi-currency"]
    assert (shown["kind"], demand["kind"], preview["kind"]) == ("feature", "demand", "preview")
    assert "+status: candidate" in preview["patch"]
    assert written["kind"] != "preview"
    texts = "".join(path.read_text() for path in sorted((shop / "features").iterdir()))
    assert all(
        word in texts for word in ("Nobody has time for it before summer", "reach: 40000", "reach: 900")
    )
    assert not [one for one in check["diagnostics"] if one["severity"] == "error"]
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=shop, capture_output=True, text=True, check=True
    )
    changed = {line[3:] for line in status.stdout.splitlines()}
    assert "because: Reviewed with the teams" in (shop / "plan.yaml").read_text()
    assert all(path.startswith("features/") for path in changed - {"plan.yaml"})


def test_nothing_is_written_that_was_not_shown(shop: Path) -> None:
    change = {"id": "sso", "fields": {"owner": "ada"}}
    told = session(
        ["-C", str(shop), "--write"],
        [
            ("set", {**change, "apply": True}),
            ("set", change),
            ("set", {**change, "fields": {"owner": "eve"}, "apply": True}),
        ],
    )
    assert [answer["is_error"] for answer in told["answers"]] == [True, False, True]
    assert (
        subprocess.run(["git", "status", "--porcelain"], cwd=shop, capture_output=True, check=True).stdout
        == b""
    )


def test_what_is_read_only_lists_nothing_that_writes(shop: Path) -> None:
    told = session(["-C", str(shop)], [("set", {"id": "sso", "fields": {"owner": "ada"}, "apply": True})])
    assert {tool["annotations"]["readOnlyHint"] for tool in told["tools"]} == {True}
    assert told["answers"][0]["is_error"]
    assert told["prompts"] == ["triage", "review_pull_request"]


def test_words_of_pm_reach_the_assistant(shop: Path) -> None:
    told = session(
        ["-C", str(shop)],
        [
            ("show", {"id": "guest-chekout"}), ("show", {"id": "--help"}), ("rank", {"model": "-o"}),
            ("diff", {"between": "--output=x"}), ("diff", {"between": "nowhere..main"}), ("rank", {"top": "many"}),
            ("rank", {"where": "-C /"}), ("nothing", {}),
        ],
    )  # fmt: skip
    assert all(answer["is_error"] for answer in told["answers"])
    assert "guest-checkout" in told["answers"][0]["text"]
    assert not any("Traceback" in answer["text"] for answer in told["answers"])
    assert not (shop / "x").exists()


def test_an_audience_sees_what_it_may(shop: Path) -> None:
    told = session(["-C", str(shop), "--audience", "customers"], [])
    assert len(json.dumps(told["tools"])) < 4_000
    assert "demand" not in {tool["name"] for tool in told["tools"]}

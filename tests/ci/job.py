"""The action, run step by step as GitHub would run it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.ci.place import ROOT, Place, git

ACTION: dict[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


@dataclass
class Job:
    """The action, run step by step; `outputs` by step, `ran` the names of the steps that ran."""

    place: Place
    inputs: dict[str, str] = field(default_factory=dict)
    github: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    log: str = ""
    code: int = 0

    def run(self) -> Job:
        """Everything, as a runner would: after a step that fails only those come that always do."""
        self.github = {
            "token": "token", "action_path": str(ROOT), "base_ref": "main", "event_name": "pull_request",
            "repository": "acme/shop", "event.pull_request.number": "1",
            "event.pull_request.head.repo.full_name": "acme/shop", **self.github,
        }  # fmt: skip
        defaults = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
        defaults["token"] = self.github["token"]
        self.inputs = {**defaults, "directory": "roadmap", **self.inputs}
        for step in STEPS:
            if step.get("if") != "always()" and (self.code or ("if" in step and not self.value(step["if"]))):
                continue
            self.ran.append(step["name"])
            if "run" in step:
                self.step(step)
        return self

    def step(self, step: dict[str, Any]) -> None:
        output = self.place.folder / "output"
        output.write_text("")
        done = self.place.bash(step["run"], {**self.variables(output), **self.filled(step.get("env", {}))})
        self.log += done.stdout + done.stderr
        self.outputs[step.get("id", step["name"])] = dict(
            line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines()
        )
        self.code = self.code or done.returncode

    def variables(self, output: Path) -> dict[str, str]:
        folder = self.place.folder
        return {
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.place.clone), "GITHUB_RUN_ID": "99",
            "GITHUB_EVENT_NAME": self.github["event_name"], "GITHUB_BASE_REF": self.github["base_ref"],
            "GITHUB_SHA": git(self.place.clone, "rev-parse", "refs/remotes/pull"), "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SERVER_URL": "https://github.com", "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_OUTPUT": str(output),
            "GITHUB_ENV": str(folder / "env"), "GITHUB_PATH": str(folder / "path"), **self.env,
        }  # fmt: skip

    def filled(self, texts: dict[str, Any]) -> dict[str, str]:
        return {
            name: re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self.value(found[1])), str(text))
            for name, text in texts.items()
        }

    def value(self, expression: str) -> Any:
        """What an expression of GitHub's says, as far as the action uses them."""
        words = re.findall(r"'[^']*'|[\w.-]+|==|!=|&&|\|\||[()]", expression)
        value = self._any(words)
        assert words == [], expression
        return value

    def _any(self, words: list[str]) -> Any:
        found = self._all(words)
        while words and words[0] == "||":
            words.pop(0)
            other = self._all(words)
            found = found or other
        return found

    def _all(self, words: list[str]) -> Any:
        found = self._equal(words)
        while words and words[0] == "&&":
            words.pop(0)
            other = self._equal(words)
            found = found and other
        return found

    def _equal(self, words: list[str]) -> Any:
        equal = self._one(words)
        if words and words[0] in ("==", "!="):
            same = words.pop(0) == "=="
            return (equal == self._one(words)) is same
        return equal

    def _one(self, words: list[str]) -> Any:
        word = words.pop(0)
        if word == "(":
            found = self._any(words)
            assert words.pop(0) == ")"
            return found
        if word.startswith("'"):
            return word[1:-1]
        kind, _, name = word.partition(".")
        if kind == "steps":
            step, _, output = name.partition(".outputs.")
            return self.outputs.get(step, {}).get(output, "")
        return {"inputs": self.inputs, "github": self.github}[kind].get(name, "")

    @property
    def summary(self) -> str:
        path = self.place.folder / "summary"
        return path.read_text(encoding="utf-8") if path.exists() else ""

"""What is installed is called `pm-backlog`: nobody is told to install what belongs to somebody else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pmcli.model.diagnostic import MissingExtraError

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SPOKEN = [
    "*.md",
    "*.yml",
    ".pre-commit-hooks.yaml",
    ".ci/*",
    ".github/**/*.yml",
    "ci/*",
    "docs/*",
    "benchmarks/*.md",
]
SHIPPED = ["src/**/*.py", "src/**/*.md", "src/**/*.yaml"]
# As a requirement, and behind what installs; the import package and `python -m pmcli` are ours.
FOREIGN = re.compile(
    r"\bpmcli(?:\[[a-z]|\s*(?:[=~>]=|@\s))|\b(?:install|inject|uvx|--from|--spec)\b[^\n`]*[\s'\"]pmcli\b"
)


def test_nobody_is_told_to_install_another_program() -> None:
    assert PROJECT["name"] == "pm-backlog"
    told = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for pattern in (*SPOKEN, *SHIPPED)
        for path in ROOT.glob(pattern)
        if path.is_file() and (found := FOREIGN.search(path.read_text(encoding="utf-8")))
    ]
    assert told == []


def test_what_would_be_told_wrongly_is_seen() -> None:
    for text in (
        "pip install pmcli",
        "pipx install 'pmcli[xlsx]'",
        "pmcli @ git+https://x",
        "uvx --from pmcli pm",
    ):
        assert FOREIGN.search(text), text
    for text in (
        "pip install pm-backlog",
        "python -m pmcli rank",
        "the package `pmcli` on PyPI",
        "import pmcli",
    ):
        assert not FOREIGN.search(text), text


def test_a_missing_extra_is_one_that_there_is() -> None:
    hint = str(MissingExtraError("a workbook", "xlsx", "save the sheet as CSV").hint)
    assert hint == 'pip install "pm-backlog[xlsx]" where pm is installed, or save the sheet as CSV'
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    named = set(re.findall(r'MissingExtraError\("[^"]+", "(\w+)"', source))
    assert named
    assert named <= set(PROJECT["optional-dependencies"])

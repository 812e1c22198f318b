"""What is computed of the docs is what the code says now."""

from __future__ import annotations

import html
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from pmcli.checks import RULES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_rule_has_its_line() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [rule.code for rule in RULES] == re.findall(r"^\| \[(PM\d+)", page, re.MULTILINE)


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_a_picture_says_what_the_text_says_and_loads_nothing(generator: ModuleType) -> None:
    made = generator._beside("pictures")
    colored = "\x1b[1mNorth\x1b[0m <wind> & [red]co[/red]\n\n  #  \x1b[36mid\x1b[0m"
    drawn = made.picture("it", "$ pm it", colored)
    letters = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", drawn, flags=re.DOTALL)).replace(
        "\xa0", " "
    )
    for word in ("North", "<wind> & [red]co[/red]", "#", "id"):
        assert word in letters
    assert not re.search(r"url\((?!#)|href|@import|@font-face|<script|<image", drawn)
    assert drawn == made.picture("it", "$ pm it", colored)


def test_pages_show_no_picture_of_another_screen() -> None:
    shown = {
        found
        for page in (ROOT / "README.md", *ROOT.glob("docs/*.md"))
        for found in re.findall(r"screens/([\w-]+\.svg)", page.read_text(encoding="utf-8"))
    }
    assert shown == {path.name for path in (ROOT / "docs" / "screens").iterdir()}

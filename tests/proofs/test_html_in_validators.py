"""Every kind of page, as two validators read it: the one of the W3C (vnu), and html-validate."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.views.outputs import VIEWS
from pmcli.views.page import explore, static, trouble
from pmcli.writers.blocks import Heading, Paragraph
from tests.proofs.conftest import TOOLS, missing
from tests.proofs.test_page_in_chromium import northwind

MODULES = TOOLS / "validators" / "node_modules"


def pages() -> dict[str, str]:
    """The pages by the names of their files."""
    found = {
        f"page-{reader}": explore(northwind(reader), "roadmap")
        for reader in ("team", "leadership", "customers")
    }
    found |= {
        f"{view.name}": static(view.page(northwind(), None), f"Northwind: {view.name}")
        for view in VIEWS if not view.of_one
    }  # fmt: skip
    found["trouble"] = trouble("Broken", "line 1: <no>", "1")
    found["plain"] = static([Heading("A page", 1), Paragraph("with <b>words</b> & signs")], "A page")
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in pages().items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return sorted(map(str, folder.iterdir()))


def vnu() -> list[str]:
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    return (
        ["java", "-jar", str(jar), "--errors-only"]
        if jar.exists() and shutil.which("java")
        else missing("vnu")
    )


def html_validate() -> list[str]:
    tool = MODULES / ".bin" / "html-validate"
    return [str(tool), "--preset", "recommended"] if tool.exists() else missing("html-validate")


@pytest.mark.parametrize("validator", [vnu, html_validate])
def test_no_validator_finds_a_fault(validator: Callable[[], list[str]], written: list[str]) -> None:
    done = subprocess.run(
        [*validator(), *written], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, ""), done.stdout + done.stderr


def test_a_validator_finds_a_fault_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><html><head></head><body><li>a</body></html>")
    for validator in (vnu(), html_validate()):
        done = subprocess.run([*validator, str(tmp_path / "bad.html")], capture_output=True, check=False)
        assert done.returncode

"""The real tools."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pytest

from tests.proofs.smoke import Answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".tools"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The office first: its tests are long, and the last ones should be short."""
    items.sort(key=lambda item: "libreoffice" not in item.nodeid)


def missing(tool: str) -> NoReturn:
    """Skip, or fail where every proof is asked for."""
    if os.environ.get("PM_PROOFS") == "all":
        pytest.fail(f"{tool} is missing; .ci/proofs installs it")
    pytest.skip(f"{tool} is missing")


def spoken(conversation: Coroutine[Any, Any, T]) -> T:
    """What a conversation comes to, in a thread of its own: the browser's proofs have a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, conversation).result()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    if found is None:
        missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def soffice() -> str:
    """The way to LibreOffice."""
    return shutil.which("soffice") or missing("soffice")


def _packed(package: str, path: str) -> str:
    file = TOOLS / package / path
    return file.read_text() if file.exists() else missing(package)


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, as a script."""
    return _packed("axe-core", "axe.min.js")


@pytest.fixture(scope="session")
def mermaid() -> str:
    """Mermaid, as a script."""
    return _packed("mermaid", "dist/mermaid.min.js")


@pytest.fixture(scope="session")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What `pm` says here, to compare with what it says elsewhere."""
    return Answers(tmp_path_factory.mktemp("smoke"))

"""Two years of a backlog, written once; nobody may change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.repository import two_years


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of two years."""
    return two_years(tmp_path_factory.mktemp("two-years"))

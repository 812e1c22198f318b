"""Every one of the 240 files is edited, where the tests take each sixth."""

from __future__ import annotations

import pytest

from tests.yaml.edit.test_keps import (
    FILES,
    test_a_key_added_and_removed,
    test_a_value_set,
    test_an_item_added_and_removed,
    test_every_key_removed,
)

__all__ = [
    "test_a_key_added_and_removed",
    "test_a_value_set",
    "test_an_item_added_and_removed",
    "test_every_key_removed",
]


@pytest.fixture
def files() -> dict[str, bytes]:
    """The files that are edited: all of them."""
    return FILES

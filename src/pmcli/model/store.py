"""A place for what took long to work out: bytes by key, for the next run of `pm`."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """Whatever goes wrong with it is as if there were nothing in it."""

    def find(self, key: bytes) -> bytes | None:
        """The data kept under a key; None where there are none."""

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps data under a key that says all they depend on but pm's own code."""

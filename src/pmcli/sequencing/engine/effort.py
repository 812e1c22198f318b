"""How long a better plan is searched for, in steps and not in seconds."""

from __future__ import annotations

from typing import Literal

Effort = Literal["none", "fast", "normal", "thorough"]
EFFORTS: tuple[Effort, ...] = ("fast", "normal", "thorough")

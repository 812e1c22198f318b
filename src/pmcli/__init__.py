"""`pm`: a backlog prioritizer for product managers.

The public names, each loaded when first used:

- `load(folder)` gives a `Loaded`: its `backlog`, and the `diagnostics` of all that is wrong with it.
- `rank(backlog)` gives a `Ranking`: the features in the order in which to do them, with reasons.
- `models_of(backlog)`, `find_model(backlog, name)`: the scoring models.
- `PmError`: what is raised where `pm` cannot go on.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as mypy and others read it; the module typing takes as long as a remembered answer
if TYPE_CHECKING:
    from typing import Any

    from pmcli.api import load
    from pmcli.model.backlog import Backlog
    from pmcli.model.diagnostic import Diagnostic, Location, PmError
    from pmcli.ranking import RankedFeature, Ranking, find_model, models_of, rank
    from pmcli.workspace.loaded import Loaded

__version__ = "0.1.0"

_ROOMS = {
    "Backlog": "model.backlog",
    "Diagnostic": "model.diagnostic",
    "Loaded": "workspace.loaded",
    "Location": "model.diagnostic",
    "PmError": "model.diagnostic",
    "RankedFeature": "ranking",
    "Ranking": "ranking",
    "find_model": "ranking",
    "load": "api",
    "models_of": "ranking",
    "rank": "ranking",
}

__all__ = [
    "Backlog", "Diagnostic", "Loaded", "Location", "PmError", "RankedFeature", "Ranking", "__version__",
    "find_model", "load", "models_of", "rank",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"pmcli.{_ROOMS[name]}"), name)

"""Pictures for slides: the roadmap and the dependency graph as SVG files.

One file each, with nothing in it that runs and nothing fetched from elsewhere, and the same bytes every time.
"""

from __future__ import annotations

from pmcli.formats.svg.graph import graph_svg
from pmcli.formats.svg.roadmap import roadmap_svg

__all__ = ["graph_svg", "roadmap_svg"]

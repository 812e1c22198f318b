"""Checklists to begin with, by kind of launch: `launch_templates.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from pmcli.yaml.read import read

NAME = "launch_templates.yaml"


@cache
def launch_templates() -> Mapping[str, Mapping[str, str]]:
    """The points of each kind, each with what it means."""
    found = read((files("pmcli.planning") / NAME).read_bytes(), NAME)
    return cast("Mapping[str, Mapping[str, str]]", found.documents[0].data)

"""YAML text to plain data, with the place of every node.

A file is looked at as bytes and yields a Reading: its documents and its faults. Places are worked out
only when somebody asks (Places). Source of the language: YAML 1.2.2 (2021), https://yaml.org/spec/1.2.2/
"""

from pmcli.yaml.read.places import PlaceTree
from pmcli.yaml.read.reader import read, read_front_matter
from pmcli.yaml.read.silencing import suppressions
from pmcli.yaml.read.value import Plain, Reading, Span, Value, YamlDocument, is_null, resolve

__all__ = [
    "PlaceTree",
    "Plain",
    "Reading",
    "Span",
    "Value",
    "YamlDocument",
    "is_null",
    "read",
    "read_front_matter",
    "resolve",
    "suppressions",
]

"""YAML text to plain data, with the place of every node.

`read` takes bytes and yields a Reading: documents and faults; a PlaceTree works places out when it is asked.
Read first: `value`, `reader`, then `build`, which goes through the parser's events. `syntax` and
`line_faults` word what a parser raised; `parser_limits` refuses what only one of the two parsers takes.
Source of the language: YAML 1.2.2 (2021), https://yaml.org/spec/1.2.2/
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

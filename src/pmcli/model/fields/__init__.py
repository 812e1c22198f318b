"""The registry of what can be known of a feature: one row a field, read by all that shows, asks or compares.

Read `registry` first: its rows say how a field is called, worded, hidden, asked for, replayed and set, and in
which section it stands where. `field` has the kinds of things that a row says, `texts` and `facts` the words,
`filters` what a condition compares. A new field is a line in `feature.py` and a row in `registry.py`.
"""

from pmcli.model.fields.field import Absent, Field, FieldSource, InSection, in_section
from pmcli.model.fields.filters import FilterField, FilterRow
from pmcli.model.fields.registry import BY_KEY, EFFORT_BY_TEAM, FIELDS, own_field, recorded

__all__ = [
    "BY_KEY",
    "EFFORT_BY_TEAM",
    "FIELDS",
    "Absent",
    "Field",
    "FieldSource",
    "FilterField",
    "FilterRow",
    "InSection",
    "in_section",
    "own_field",
    "recorded",
]

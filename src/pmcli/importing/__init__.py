"""Foreign sources into a workspace: `sources` makes drafts of text, `merge` sets them beside what is here.

Read `preparing` first: `prepare` writes nothing, all that would happen is in `Prepared`, and `write` does it.
A second import knows its features again by their links, and changes only what the source has changed and
nobody here has.
"""

from pmcli.importing.apart import is_read_here
from pmcli.importing.merge.source_match import SourceMatch
from pmcli.importing.prepared import Prepared, write
from pmcli.importing.preparing import prepare
from pmcli.importing.recognising import ImportOptions, Recognised, recognise

__all__ = [
    "ImportOptions",
    "Prepared",
    "Recognised",
    "SourceMatch",
    "is_read_here",
    "prepare",
    "recognise",
    "write",
]

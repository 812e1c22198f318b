"""A foreign source into a workspace: prepared first, for people to look at, then written.

`prepare` reads everything and writes nothing. What it takes in, leaves out and guesses is all in `Prepared`;
`write` brings that to the files. A second import of the same source knows its features again by their links
and changes only what the source has changed and nobody here has.
"""

from pmcli.importing.merge.source_match import SourceMatch
from pmcli.importing.prepared import Prepared, write
from pmcli.importing.preparing import prepare
from pmcli.importing.recognising import ImportOptions, Recognised, recognise

__all__ = ["ImportOptions", "Prepared", "Recognised", "SourceMatch", "prepare", "recognise", "write"]

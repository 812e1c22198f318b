"""Foreign text into drafts of features: a format per file, told from its content.

Read `importer` for what an importer is, then a small one such as `linear`. Tables share `tables` (text into
rows), `columns` (their meanings), `cells`, `sheet` and `rows`; `leaving` writes what Jira and GitHub take in.
"""

from pmcli.importing.sources.backlogmd import BACKLOGMD
from pmcli.importing.sources.fronted import FRONTED
from pmcli.importing.sources.github import GITHUB
from pmcli.importing.sources.importer import (
    Imported,
    ImportedFeature,
    Importer,
    ImportFinding,
    Skipped,
    Source,
)
from pmcli.importing.sources.jira import JIRA
from pmcli.importing.sources.linear import LINEAR
from pmcli.importing.sources.rice import RICE
from pmcli.importing.sources.spreadsheet import SPREADSHEET
from pmcli.importing.sources.wsjf_yaml import WSJF_YAML

IMPORTERS: tuple[Importer, ...] = (
    JIRA, LINEAR, GITHUB, BACKLOGMD, WSJF_YAML, *FRONTED, RICE, SPREADSHEET,
)  # fmt: skip
"""Every foreign format; of two that are equally sure the first is taken."""

__all__ = ["IMPORTERS", "ImportFinding", "Imported", "ImportedFeature", "Importer", "Skipped", "Source"]

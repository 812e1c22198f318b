"""Foreign text into drafts of features: a format per file, told from its content."""

from pmcli.importers.backlogmd import BACKLOGMD
from pmcli.importers.fronted import FRONTED
from pmcli.importers.github import GITHUB
from pmcli.importers.importer import Draft, Finding, Imported, Importer, Skipped, Source
from pmcli.importers.jira import JIRA
from pmcli.importers.linear import LINEAR
from pmcli.importers.rice import RICE
from pmcli.importers.spreadsheet import SPREADSHEET
from pmcli.importers.wsjf_yaml import WSJF_YAML

IMPORTERS: tuple[Importer, ...] = (
    JIRA, LINEAR, GITHUB, BACKLOGMD, WSJF_YAML, *FRONTED, RICE, SPREADSHEET,
)  # fmt: skip
"""Every foreign format; of two that are equally sure the first is taken."""

__all__ = ["IMPORTERS", "Draft", "Finding", "Imported", "Importer", "Skipped", "Source"]

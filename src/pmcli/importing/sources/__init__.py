"""Foreign text into drafts of features: a format per file, told from its content.

Read `importer` for what an importer is, then `tables`: whatever has rows becomes a table, and most formats
are YAML in `dialects/`, those of JSON in `json_dialects/`, with what puts their items in order in
`trackers/shapes/`. `text` reads what is kept as text in git, `trackers` what needs code, `own` what pm wrote
itself; `words` has the words of foreign tools.
"""

from pmcli.importing.sources.importer import (
    ColumnRead,
    Imported,
    ImportedFeature,
    Importer,
    ImportFinding,
    Skipped,
    Source,
    together,
)
from pmcli.importing.sources.own import OWN
from pmcli.importing.sources.tables.formats.any_json import JSON
from pmcli.importing.sources.tables.formats.any_table import RICE, SPREADSHEET
from pmcli.importing.sources.tables.formats.dialect import importers
from pmcli.importing.sources.text.backlogmd import BACKLOGMD
from pmcli.importing.sources.text.folder import FOLDER
from pmcli.importing.sources.text.fronted import FRONTED
from pmcli.importing.sources.text.gantt import GANTT
from pmcli.importing.sources.text.json_file import JSON_ROADMAP
from pmcli.importing.sources.text.markdown import MARKDOWN
from pmcli.importing.sources.text.markwhen import MARKWHEN
from pmcli.importing.sources.text.org import ORG
from pmcli.importing.sources.text.wsjf_yaml import WSJF_YAML
from pmcli.importing.sources.text.yaml_file import YAML
from pmcli.importing.sources.trackers.github import GITHUB
from pmcli.importing.sources.trackers.jira import JIRA
from pmcli.importing.sources.trackers.shapes.formats import importers as json_importers

IMPORTERS: tuple[Importer, ...] = together((
    OWN, JIRA, *importers(), *json_importers(), GITHUB, BACKLOGMD, WSJF_YAML, YAML, MARKDOWN, GANTT,
    MARKWHEN, ORG, *FRONTED, FOLDER, JSON, JSON_ROADMAP, RICE, SPREADSHEET,
))  # fmt: skip
"""Every foreign format; of two that are equally sure the first is taken."""

__all__ = [
    "IMPORTERS",
    "ColumnRead",
    "ImportFinding",
    "Imported",
    "ImportedFeature",
    "Importer",
    "Skipped",
    "Source",
]

"""What editors know of a workspace: the words of its schemas, and whether those installed are stale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog
from pmcli.model.special_files import FEATURE_SCHEMA

if TYPE_CHECKING:
    from pmcli.model.schemas.own import Own


def own_of_backlog(backlog: Backlog) -> Own:
    """What the schemas of a workspace are to know of it."""
    from pmcli.model.schemas.own import own_of

    themes = (feature.theme for feature in backlog.features.values() if feature.theme)
    return own_of(backlog.workspace, _models(), rules_told(), themes)


def own_of_nobody() -> Own:
    """What the schemas know where there is no workspace."""
    from pmcli.model.schemas.own import nobodys

    return nobodys(_models(), rules_told())


def rules_told() -> dict[str, str]:
    """The codes of all rules, each with its name."""
    from pmcli.checks import RULES as EVERY

    return {rule.code: rule.name for rule in EVERY}


def _models() -> tuple[str, ...]:
    from pmcli.scoring import MODELS

    return tuple(model.name for model in MODELS)


def stale_schemas(backlog: Backlog) -> Iterator[Finding]:
    """Schemas for editors that were made of another pm.yaml than this one."""
    if backlog.exists is None or backlog.head is None or not backlog.exists(FEATURE_SCHEMA):
        return
    from pmcli.model.schemas.mark import mark_in  # few workspaces have schemas

    mark = mark_in(backlog.head(FEATURE_SCHEMA))
    if mark is None or backlog.unread or mark == own_of_backlog(backlog).mark():
        return
    message = "the schemas for editors are of another pm.yaml: they tell mistakes where there are none"
    yield Finding(None, (), message, "pm schema --refresh writes them anew", file=FEATURE_SCHEMA)


RULES = (
    Rule(
        "PM906",
        "stale-schema",
        "warning",
        "An editor that goes by an old schema marks what is right, and offers names that are gone.",
        stale_schemas,
    ),
)

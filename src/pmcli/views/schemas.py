"""What the schemas of the files know: the names of a workspace, or what is so everywhere."""

from __future__ import annotations

from pmcli.checks import RULES
from pmcli.model.backlog import Backlog
from pmcli.model.schemas.own import Own, nobodys, own_of
from pmcli.scoring import MODELS


def known_of(backlog: Backlog | None) -> Own:
    """The names that a backlog's schemas tell, themes that features use among them; None for no backlog's."""
    models, rules = [model.name for model in MODELS], {rule.code: rule.name for rule in RULES}
    if backlog is None:
        return nobodys(models, rules)
    themes = (feature.theme for feature in backlog.features.values() if feature.theme)
    return own_of(backlog.workspace, models, rules, themes)

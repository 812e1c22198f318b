"""Completions for the shell: fixed words, and the ids, models, fields and audiences of the backlog.

Nothing here may print or raise: a faulty backlog offers what it can, and else nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pmcli import Backlog

_OF_OPTION = re.compile(r"--[a-z][a-z-]*=")


def whole(offers: str) -> str:
    """What typer offers for the value of `--option=value`, as the whole word that shells complete."""
    words = os.environ.get("_TYPER_COMPLETE_ARGS", "").split(" ")
    option = _OF_OPTION.match(words[-1])
    if option is None or os.environ.get("_PM_COMPLETE") != "complete_fish":
        return offers
    return "".join(f"{option[0]}{offer}\n" for offer in offers.splitlines())


class _Offered(str):
    """An id that is offered for a word inside of it, or of its title; typer asks how offers begin."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Yes: what is offered is meant."""
        return True


Offer = list[tuple[str, str]]


def words(names: Iterable[str]) -> Callable[[str], list[str]]:
    """A completer that offers these words."""
    known = tuple(names)

    def offer(incomplete: str) -> list[str]:
        return [name for name in known if name.startswith(incomplete)]

    return offer


def features(context: typer.Context, incomplete: str) -> Offer:
    """The ids of the features with their titles: those that begin so, else those with these words in them."""
    from pmcli.cli import tab

    tab.remember_line(_directory(context), incomplete)
    return _features(context, incomplete)


def _features(context: typer.Context, incomplete: str) -> Offer:
    from pmcli.cli import tab

    titles = tab.titles(_directory(context))
    if titles is None:
        backlog = _backlog(context)
        titles = [(one.id, one.title) for one in backlog.features.values()] if backlog else []
        tab.remember_titles(_directory(context), titles)
    return [(_Offered(name), tab.shown(title)) for name, title in tab.matching(titles, incomplete)]


def experiments(context: typer.Context, incomplete: str) -> Offer:
    """The ids of the experiments with what they test, and of the features that have some; and "size"."""
    from pmcli.cli import tab

    backlog = _backlog(context)
    testing = [feature for feature in backlog.features.values() if feature.experiments] if backlog else []
    offers = {
        experiment.id: experiment.hypothesis
        for feature in testing for experiment in feature.experiments if experiment.id
    } | {feature.id: feature.title for feature in testing}  # fmt: skip
    offers.setdefault("size", "how large an experiment has to be")
    return [(name, tab.shown(text)) for name, text in offers.items() if name.startswith(incomplete)]


def assignments(context: typer.Context, incomplete: str) -> Offer:
    """The ids of the features, and the fields that can be set; behind the "=" the values there are."""
    from pmcli.cli import tab

    if "=" in incomplete:
        return values(context, incomplete)
    fields = [(f"{key}=", "") for key in _settable()]
    tab.remember_line(_directory(context), incomplete, fields)
    return [*_features(context, incomplete), *(field for field in fields if field[0].startswith(incomplete))]


def values(context: typer.Context, incomplete: str) -> Offer:
    """The fields that can be set; behind "=", "+=" and "-=" the values there are."""
    name, equals, begun = incomplete.partition("=")
    if not equals:
        return [(f"{key}=", "") for key in _settable() if key.startswith(incomplete)]
    key = name.rstrip("+-")
    if key in _OF_FEATURES:
        return [(f"{name}={offer}", title) for offer, title in _features(context, begun)]
    offers = _known_values(context, key) if key in _settable() else []
    return [(f"{name}={offer}", "") for offer in offers if offer.startswith(begun)]


_OF_FEATURES = ("depends_on", "conflicts_with", "parent")


def _settable() -> list[str]:
    from pmcli.model.feature import Feature
    from pmcli.model.fields import BY_KEY, Absent

    return [key for key in Feature.model_fields if not isinstance(BY_KEY[key].edit, Absent)]


def _known_values(context: typer.Context, key: str) -> list[str]:
    """The words that a field may have: all there are, else those that pm.yaml or a feature knows."""
    from pmcli.model.fields import BY_KEY, FilterField, FilterRow

    field = BY_KEY[key].ask
    if isinstance(field, FilterField) and field.choices:
        return list(field.choices)
    backlog = _backlog(context)
    if backlog is None:
        return []
    found = set(backlog.workspace.defined(key))
    if isinstance(field, FilterField) and field.kind == "word" and not field.ranked:
        rows = (FilterRow(feature, backlog) for feature in backlog.features.values())
        found |= {value for row in rows for value in field.read(row) if isinstance(value, str)}
    return sorted(filter(_is_harmless, found))


def revisions(context: typer.Context, incomplete: str) -> list[str]:
    """The branches and tags, the youngest first; of a range the second one too."""
    from pathlib import Path

    from pmcli.workspace.revision_names import names

    try:
        named = filter(_is_harmless, names(Path(_directory(context))))
    except Exception:
        return []
    before, dots, last = incomplete.rpartition("..")
    return [f"{before}{dots}{name}" for name in ("HEAD", "HEAD~1", *named) if name.startswith(last)]


def accounts(context: typer.Context, incomplete: str) -> Offer:
    """The ids of the accounts with their names, and of those that are asked for and nowhere declared."""
    from pmcli.cli import tab

    backlog = _backlog(context)
    if backlog is None:
        return []
    asking = [
        request.account for feature in backlog.features.values() for request in feature.requests
        if request.account
    ]  # fmt: skip
    named = dict.fromkeys(asking, "") | {
        name: account.title or "" for name, account in backlog.workspace.accounts.items()
    }
    return [
        (name, tab.shown(title)) for name, title in sorted(named.items())
        if name.startswith(incomplete) and _is_harmless(name)
    ]  # fmt: skip


def models(context: typer.Context, incomplete: str) -> Offer:
    """The names of the models with their titles."""
    backlog = _backlog(context)
    if backlog is None:
        return []
    from pmcli import models_of

    return [(model.name, model.title) for model in models_of(backlog) if model.name.startswith(incomplete)]


def several_models(context: typer.Context, incomplete: str) -> list[str]:
    """The names of the models after those already named, and the word for all of them."""
    before, comma, last = incomplete.rpartition(",")
    named = before.split(",")
    names = [name for name, _ in models(context, last) if name not in named]
    names += ["all"] if "all".startswith(last) and not comma else []
    return [f"{before}{comma}{name}" for name in names]


def launch_kinds(incomplete: str) -> list[str]:
    """The kinds of launches for which there is a checklist to begin with."""
    from pmcli.planning.launch_templates import launch_templates

    return [kind for kind in (*launch_templates(), "all") if kind.startswith(incomplete)]


def raters(context: typer.Context, incomplete: str) -> list[str]:
    """The names of those who have rated something."""
    backlog = _backlog(context)
    return [rater.name for rater in backlog.raters if rater.name.startswith(incomplete)] if backlog else []


def audiences(context: typer.Context, incomplete: str) -> list[str]:
    """The names of the audiences."""
    backlog = _backlog(context)
    if backlog is None:
        return []
    from pmcli.model.audience import names

    return [name for name in names(backlog.workspace) if name.startswith(incomplete)]


def addressees(context: typer.Context, incomplete: str) -> list[str]:
    """The ids of accounts, segments and audiences."""
    backlog = _backlog(context)
    if backlog is None:
        return []
    from pmcli.model.addressee import addressees as every

    return [each.id for each in every(backlog.workspace) if each.id.startswith(incomplete)]


def scenarios(context: typer.Context, incomplete: str) -> Offer:
    """The names of the scenarios with their titles."""
    from pmcli.cli import tab

    backlog = _backlog(context)
    known = backlog.workspace.scenarios if backlog else {}
    return [
        (_Offered(name), tab.shown(scenario.title or ""))
        for name, scenario in known.items() if name.startswith(incomplete) and _is_harmless(name)
    ]  # fmt: skip


def rules(incomplete: str) -> Offer:
    """The codes of the rules with their names."""
    from pmcli.checks import RULES

    return [(rule.code, rule.name) for rule in RULES if rule.code.startswith(incomplete.upper())]


def conditions(context: typer.Context, incomplete: str) -> list[str]:
    """The fields that can be asked for; after the operator the values there are."""
    backlog = _backlog(context)
    if backlog is None:
        return []
    from pmcli.model.fields import FilterRow
    from pmcli.ranking.where import fields_of

    fields = fields_of(backlog)
    name, equals, _ = incomplete.partition("=")
    if equals and (field := fields.get(name)) is not None:
        values = {
            value
            for feature in backlog.features.values()
            for value in field.read(FilterRow(feature, backlog))
        }
        offers = sorted(
            f"{name}={value}" for value in values if isinstance(value, str) and _is_harmless(value)
        )
    else:
        offers = [f"{name}=" for name in fields]
    return [offer for offer in offers if offer.startswith(incomplete)]


def columns(context: typer.Context, incomplete: str) -> list[str]:
    """The columns of a ranking, after those already named."""
    backlog = _backlog(context)
    if backlog is None:
        return []
    from pmcli.views.ranking.table import COLUMNS

    before, comma, last = incomplete.rpartition(",")
    names = [*(column.name for column in COLUMNS), *backlog.workspace.fields]
    return [f"{before}{comma}{name}" for name in names if name.startswith(last)]


def _is_harmless(text: str) -> bool:
    """Whether a text means itself to a shell, which puts it into the command line."""
    return text.isprintable() and not set(text) & {*"\\$`\"';&|<>(){}[]*?~#!^"}


def _backlog(context: typer.Context) -> Backlog | None:
    from pmcli.workspace.opening import open_workspace

    try:
        return open_workspace(_directory(context)).unchecked.backlog
    except Exception:
        return None


def _directory(context: typer.Context) -> str:
    """The folder that the command line names."""
    places = (context, context.parent)
    named = (place.params.get("directory") for place in places if place is not None)
    return next((str(place) for place in named if place), ".")

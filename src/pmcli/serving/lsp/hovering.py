"""What is said of the thing or the key under the pointer, in Markdown in which every text stands as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pmcli.checks import RULES
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.canonical import record_at, record_of, words_at
from pmcli.model.diagnostic import Location
from pmcli.model.feature import Feature
from pmcli.model.fields import BY_KEY
from pmcli.model.figure import counted, figure, ordinal
from pmcli.model.schema import field_texts
from pmcli.model.words import sentences
from pmcli.ranking import find_model
from pmcli.serving.lsp.desk import Stale, Standing
from pmcli.serving.lsp.marking import literal
from pmcli.serving.lsp.naming import Kind, Named, Pointed, everywhere, pointed
from pmcli.views.ranking.why_unranked import why_unranked
from pmcli.yaml.read.silencing import suppressions


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown, and the stretch that it is about."""

    text: str
    where: Location


def hover(
    standing: Standing, path: str, line: int, column: int, is_stale: Stale = lambda: False
) -> Hover | None:
    """What is said of a place; None where there is nothing to say."""
    if (rule := _rule_in_comment(standing, path, line, column)) is not None:
        return rule
    here = pointed(standing, path, line, column)
    if here is None:
        return None
    lines = [*_of_named(here.named, standing, is_stale)] if here.named is not None else []
    if not lines and here.scalar.part == "key":
        lines = [*_of_key(here, standing)]
    span = here.scalar.span
    where = Location(path, span.line, span.column, span.end_line, span.end_column)
    return Hover("\n\n".join(lines), where) if lines else None


def _of_named(named: Named, standing: Standing, is_stale: Stale) -> Iterator[str]:
    if named.kind == "feature":
        yield from feature_lines(named.name, standing, is_stale)
    elif named.kind == "rule":
        yield from _of_rule(named.name)
    elif named.kind in ("theme", "experiment"):
        yield from _of_word(named, standing)
    else:
        yield from _OF_KIND[named.kind](named.name, standing)


# --- features ---


def feature_lines(name: str, standing: Standing, is_stale: Stale) -> Iterator[str]:
    """The title of a feature, then status and rank, then where the plan has it and why."""
    backlog = standing.backlog
    record = backlog.features.get(name)
    if record is None:
        if name in backlog.broken:
            yield f"**{literal(name)}**"
            yield f"cannot be read: {literal(backlog.broken[name])}"
        return
    yield f"**{literal(record.title)}**"
    yield " · ".join((f"`{name}`", backlog.status(name), *_rank(name, standing)))
    yield from _placement(name, standing, is_stale)


def _rank(name: str, standing: Standing) -> Iterator[str]:
    ranking = standing.ranking
    if ranking is None:
        yield "no ranking while pm.yaml cannot be read"
        return
    left_out = {each.id: each.reason for each in ranking.left_out or ()}
    if name in left_out:
        yield f"not ranked: {literal('; '.join(sentences((left_out[name],))))}"
        return
    item = next((item for item in ranking.items if item.id == name), None)
    if item is None:
        yield f"not ranked: {literal(why_unranked(name, ranking, standing.backlog))}"
        return
    yield f"{ordinal(item.rank)} of {len(ranking.items):,} by {literal(ranking.model.name)}"
    numbers = (("score", item.score), ("adjusted", item.adjusted))
    yield from (f"{what} {figure(number)}" for what, number in numbers if number is not None)


def _placement(name: str, standing: Standing, is_stale: Stale) -> Iterator[str]:
    if not standing.backlog.workspace.teams or not standing.backlog.is_open(name):
        return
    roadmap = standing.roadmap(is_stale)
    if roadmap is None:
        return
    placed = roadmap.placement(name)
    if placed is not None:
        teams = list(dict.fromkeys(work.team for work in placed.work))
        by = f" by {literal(', '.join(teams))}" if teams else ""
        yield _because(f"**{placed.period}**{by}", sentences(placed.reasons))
        return
    unplaced = next((each for each in roadmap.unplaced if each.id == name), None)
    if unplaced is not None:
        yield _because("**not in the plan**", sentences(unplaced.reasons))


def _because(what: str, why: tuple[str, ...]) -> str:
    return f"{what}: {literal('; '.join(why))}" if why else what


# --- what pm.yaml defines ---


def _team(name: str, standing: Standing) -> Iterator[str]:
    workspace = standing.backlog.workspace
    team = workspace.teams.get(name)
    if team is None:
        return
    yield f"**{literal(name)}**, a team"
    unit, step = workspace.effort_unit, workspace.calendar.step
    if team.capacity is not None:
        yield f"capacity {figure(team.capacity.default.mean)} {unit} a {step}"
    if team.people is not None:
        yield f"{figure(team.people.default.mean)} people, {100 * team.focus.mean:.0f} % of their time"
    yield _count(standing, "team", name)


def _outcome(name: str, standing: Standing) -> Iterator[str]:
    outcome = standing.backlog.workspace.strategy.outcomes.get(name)
    if outcome is None:
        return
    yield f"**{literal(outcome.title)}**, an outcome"
    if outcome.metric is not None:
        numbers = (("from", outcome.baseline), ("now", outcome.current), ("to", outcome.target))
        told = [f"{what} {figure(number)}" for what, number in numbers if number is not None]
        by = f" by {outcome.by}" if outcome.by is not None else ""
        yield f"{literal(outcome.metric)}{': ' if told else ''}{', '.join(told)}{by}"
    yield _count(standing, "outcome", name)


def _problem(name: str, standing: Standing) -> Iterator[str]:
    problem = standing.backlog.workspace.problems.get(name)
    if problem is not None:
        yield f"**{literal(problem.title)}**, a problem"
        if problem.description:
            yield literal(problem.description)
        yield _count(standing, "problem", name)


def _segment(name: str, standing: Standing) -> Iterator[str]:
    segment = standing.backlog.workspace.segments.get(name)
    if segment is not None:
        users = f", {figure(segment.users)} users" if segment.users is not None else ""
        yield f"**{literal(segment.title or name)}**, a segment{users}"
        yield _count(standing, "segment", name)


def _account(name: str, standing: Standing) -> Iterator[str]:
    workspace = standing.backlog.workspace
    account = workspace.accounts.get(name)
    if account is None:
        return
    yield f"**{literal(account.title or name)}**, an account: {account.status}"
    money = f"{figure(account.arr)} {literal(workspace.currency or '')}".strip() if account.arr else ""
    facts = (f"{money} a year" if money else "", f"renewal {account.renewal}" if account.renewal else "")
    if told := ", ".join(filter(None, facts)):
        yield told
    yield _count(standing, "account", name)


def _release(name: str, standing: Standing) -> Iterator[str]:
    release = standing.backlog.workspace.releases.get(name)
    if release is not None:
        day = f", {release.date}" if release.date is not None else ""
        yield f"**{literal(release.title or name)}**, a release{day}"
        yield _count(standing, "release", name)


def _criterion(name: str, standing: Standing) -> Iterator[str]:
    weights = standing.backlog.workspace.scoring.weighted.criteria
    if name in weights:
        scale = figure(standing.backlog.workspace.scoring.weighted.scale)
        yield f"**{literal(name)}**, a criterion: weight {figure(weights[name])}, rated 0 to {scale}"


def _model(name: str, standing: Standing) -> Iterator[str]:
    model = find_model(standing.backlog, name)
    yield f"**{literal(model.title)}**, a scoring model"
    yield literal(model.about)


_OF_KIND: Final[Mapping[Kind, Callable[[str, Standing], Iterator[str]]]] = {
    "team": _team, "outcome": _outcome, "problem": _problem, "segment": _segment, "account": _account,
    "release": _release, "criterion": _criterion, "model": _model,
}  # fmt: skip


def _of_word(named: Named, standing: Standing) -> Iterator[str]:
    yield f"**{literal(named.name)}**, {'a theme' if named.kind == 'theme' else 'an experiment'}"
    experiment = standing.backlog.experiments().get(named.name)
    if named.kind == "experiment" and experiment is not None:
        yield literal(experiment.hypothesis)
        yield f"tested by `{standing.backlog.tester(named.name)}`"
    if named.kind == "theme":
        yield _count(standing, "theme", named.name)


def _count(standing: Standing, kind: Kind, name: str) -> str:
    """How many features name it."""
    places = everywhere(standing, name)
    features = {each.feature for each in places if each.named is not None and each.named.kind == kind}
    return f"named by {counted(len(features - {None}), 'feature')}"


# --- keys and rules ---


def _of_key(here: Pointed, standing: Standing) -> Iterator[str]:
    """What a key means, in which unit its numbers are, and the words that may stand there."""
    key = str(here.keys[-1])
    record = record_of(here.path)
    holder = record_at(record, here.keys[:-1])
    text = field_texts(holder).get(key) if holder is not None else None
    own = standing.backlog.workspace.fields.get(key)
    if text is None and here.feature is not None and len(here.keys) == 1 and own is not None:
        kind = own if isinstance(own, str) else ", ".join(own)
        yield f"**{literal(key)}**, a field of this workspace: {literal(kind)}"
    if text is None:
        return
    told = text.replace("<", "\\<")  # it is Markdown of our own
    yield f"**{literal(key)}**: {told}"
    if unit := _unit(here, standing):
        yield f"in {literal(unit)}"
    words = words_at(record, here.keys)
    if words and not all(word in text for word in words):
        yield f"one of: {literal(', '.join(words))}"


def _unit(here: Pointed, standing: Standing) -> str:
    names = [str(key) for key in here.keys if isinstance(key, str)]
    if here.path == WORKSPACE_FILE:
        is_capacity = names[:1] == ["teams"] and names[-1:] in (["capacity"], ["absent"])
        workspace = standing.backlog.workspace
        return f"{workspace.effort_unit} a {workspace.calendar.step}" if is_capacity else ""
    field = BY_KEY.get(names[0]) if names and record_of(here.path) is Feature else None
    if field is None or field.unit is None:
        return ""
    return field.unit(standing.backlog.workspace, ".".join(names[1:]))


def _of_rule(code: str) -> Iterator[str]:
    rule = next((rule for rule in RULES if rule.code == code), None)
    if rule is not None:
        yield f"**{rule.code}** {rule.name} ({rule.severity})"
        yield literal(rule.about)
        yield f"`pm rule {rule.code}` says more"


def _rule_in_comment(standing: Standing, path: str, line: int, column: int) -> Hover | None:
    for comment in suppressions(standing.texts[path], path):
        where = comment.location
        if where.line != line or not where.column <= column <= where.end_column:
            continue
        source = standing.source(path).splitlines()[line - 1]
        for code in comment.codes:
            at = source.find(code, where.column - 1) + 1
            if at <= column <= at + len(code) and (lines := [*_of_rule(code)]):
                return Hover("\n\n".join(lines), Location(path, line, at, line, at + len(code)))
    return None

"""Everything known of one feature, as a page to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.feature import Public
from pmcli.figure import figure, ordinal
from pmcli.formats import facts
from pmcli.formats.page import Block, Bullets, Fields, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli import Backlog, RankedFeature, Ranking
    from pmcli.cli.placing import Placing
    from pmcli.feature import Feature

Row = tuple[str, str | tuple[str, ...]]
_SOFT_BREAK = re.compile(r"(?<=[^\s])\n(?=[^\s#>|*+\-\d])")


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """A feature with what the page of it is made from."""

    feature: Feature
    backlog: Backlog
    ranking: Ranking
    placing: Placing | None = None

    def blocks(self) -> list[Block]:
        """The page; sections with nothing to say are left out."""
        found: list[Block] = [Heading(self.feature.title, 1), Paragraph(self._line())]
        found.append(Fields(tuple(self._standing())))
        for title, blocks in self._sections():
            told = [block for block in blocks if not _is_empty(block)]
            if told:
                found += [Heading(title), *told]
        return found

    # --- the head ---

    def _line(self) -> str:
        one = self.feature
        teams = [team for team in self.backlog.effort(one) if team]
        words = (
            self.feature.id,
            self.backlog.status(one.id),
            one.type,
            one.theme,
            one.owner,
            ", ".join(teams),
        )
        return " · ".join(word for word in words if word)

    @property
    def _item(self) -> RankedFeature | None:
        return next((item for item in self.ranking.items if item.id == self.feature.id), None)

    def _standing(self) -> Iterator[Row]:
        """Where it stands: rank, time, effort, relations."""
        one, backlog = self.feature, self.backlog
        yield "rank", _standing_of(one.id, self._item, self.ranking, backlog)
        if self._item is not None and self._item.reasons:
            yield "why", "; ".join(self._item.reasons)
        if self.placing is not None:
            yield "roadmap", self.placing.told()
        if one.effort:
            yield "effort", facts.effort(one, backlog)
        if one.remaining:
            yield "remaining", facts.by_team(one.remaining)
        yield from self._times()
        yield from self._relations()
        yield from self._labels()
        place = backlog.locate(one.id)
        yield "file", f"{place.path}:{place.line}"

    def _times(self) -> Iterator[Row]:
        one = self.feature
        if one.shipped:
            yield "shipped", str(one.shipped)
        if one.deadline:
            yield "deadline", facts.because(str(one.deadline.date), one.deadline.because)
        for name, when in (("target", one.target), ("not before", one.not_before), ("horizon", one.horizon)):
            if when:
                yield name, str(when)
        if one.release:
            release = self.backlog.workspace.releases.get(one.release)
            yield "release", f"{one.release} ({release.date})" if release and release.date else one.release

    def _relations(self) -> Iterator[Row]:
        one = self.feature
        if needs := tuple(self._need(need.id, need.kind, need.lag) for need in one.depends_on):
            yield "waits for", needs
        if wanted := tuple(self._unlocked()):
            yield "unlocks", wanted
        if one.parent:
            yield "part of", self._relative(one.parent)
        if kids := self.backlog.children().get(one.id):
            yield "parts", tuple(map(self._relative, kids))
        if excluded := self._conflicts():
            yield "conflicts with", tuple(map(self._relative, excluded))

    def _unlocked(self) -> Iterator[str]:
        for other in self.backlog.features.values():
            kinds = [need.kind for need in other.depends_on if need.id == self.feature.id]
            if kinds:
                yield self._relative(other.id) + ("" if "hard" in kinds else ", which would like it")

    def _conflicts(self) -> list[str]:
        features = self.backlog.features.values()
        others = {one.id for one in features if self.feature.id in one.conflicts_with}
        return sorted(others | set(self.feature.conflicts_with))

    def _need(self, name: str, kind: str, lag: int) -> str:
        more = f", {lag} period{'s' if lag > 1 else ''} later" if lag else ""
        return self._relative(name) + (", which it would like" if kind == "soft" else "") + more

    def _relative(self, name: str) -> str:
        """Another feature with its status and its rank."""
        if name not in self.backlog.features:
            return f"{name} (unknown)"
        item = next((item for item in self.ranking.items if item.id == name), None)
        rank = f", {ordinal(item.rank)}" if item else ""
        return f"{name} ({self.backlog.status(name)}{rank})"

    def _labels(self) -> Iterator[Row]:
        one = self.feature
        pairs = (("product", one.product), ("tags", ", ".join(one.tags)), ("moscow", one.moscow))
        yield from ((name, text) for name, text in pairs if text)
        if one.tech_debt and one.tech_debt != "none":
            yield "tech debt", f"{one.tech_debt} to it" if one.tech_debt == "adds" else one.tech_debt
        yield from ((name.replace("_", " "), facts.word(value)) for name, value in one.custom.items())

    # --- the body ---

    def _sections(self) -> Iterator[tuple[str, list[Block]]]:
        one, backlog = self.feature, self.backlog
        known, public = backlog.workspace.problems, one.public or Public()
        problems = [known[name] for name in one.solves if name in known]
        yield "Problem", [_text(one.problem), _bullets(map(facts.problem, problems))]
        yield "Who has it", [_bullets(facts.segments(one, problems, backlog))]
        evidence = [*one.evidence, *(piece for problem in problems for piece in problem.evidence)]
        yield "Evidence", [_bullets(facts.evidence(piece, backlog) for piece in evidence)]
        yield "Asked for", [_text(one.request), _bullets(facts.request(ask, backlog) for ask in one.requests)]
        yield "Proposed solution", [_text(one.solution), _text(_flowing(one.description))]
        yield "Options", [_bullets(map(facts.option, one.options))]
        yield "Outcomes", [_bullets(facts.outcomes(one, backlog))]
        yield "Metrics", [_bullets(map(facts.metric, one.metrics))]
        yield "Acceptance", [Bullets(one.acceptance)]
        yield "Decisions", [_bullets(facts.decisions(one, backlog.today))]
        yield "Positions", [_bullets(map(facts.position, one.positions))]
        yield "Risks", [_bullets(map(facts.risk, one.risks))]
        yield "Open questions", [Bullets(one.questions)]
        yield "Experiments", [_bullets(map(facts.experiment, one.experiments))]
        yield "Launch", [_bullets(facts.launch(one))]
        yield "For customers", [_text(public.title), _text(public.text)]
        yield "Results", [_bullets(facts.result(found, backlog) for found in one.results)]
        yield "Links", [_bullets(f"{name}: {link}" for name, link in one.links.items())]


def _text(text: str | None) -> Block:
    return Paragraph(text or "")


def _flowing(text: str | None) -> str | None:
    """Prose whose lines were broken by hand, as paragraphs; lists, code and the like keep their lines."""
    return text if text is None or "```" in text else _SOFT_BREAK.sub(" ", text)


def _bullets(items: Iterable[str]) -> Block:
    return Bullets(tuple(items))


def _is_empty(block: Block) -> bool:
    return not (block.items if isinstance(block, Bullets) else isinstance(block, Paragraph) and block.text)


def _standing_of(feature: str, item: RankedFeature | None, ranking: Ranking, backlog: Backlog) -> str:
    """The place in the ranking with its numbers, or why there is none."""
    if item is not None:
        told = f"{ordinal(item.rank)} of {len(ranking.items):,} by {ranking.model.name}"
        numbers = (("adjusted", item.adjusted), ("score", item.score))
        return facts.joined(
            told, *(f"{name} {figure(number)}" for name, number in numbers if number is not None)
        )
    from pmcli.formats.unranked_page import why

    return f"none: {why(feature, ranking, backlog)}"

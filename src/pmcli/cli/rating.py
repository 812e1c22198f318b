"""The dialogue of `pm triage --as NAME`: one person rates, and hears the others once it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from pmcli import Backlog, rank
from pmcli.cli.dialogue import Quit
from pmcli.cli.output import Output
from pmcli.cli.questioning import BACK, QUIT, Questioning
from pmcli.editing.rating import Person, blind, rated_as
from pmcli.editing.triage import Question, Waiting, waiting
from pmcli.model.backlog import Keys
from pmcli.ranking.talks import talks
from pmcli.views import triage
from pmcli.views.ratings.feature import others_said
from pmcli.workspace.opening import OpenWorkspace

NOT_RATED: Final = ("kano",)
"""The fields that customers answer, and nobody rates."""
_MENU = "Enter: rate it, s skip, q quit > "
_WHY = "why these numbers? (Enter: nothing to add) > "


def to_rate(
    backlog: Backlog, model: str | None, shown: Callable[[str], bool] | None = None
) -> tuple[Waiting, ...]:  # fmt: skip
    """The features of which the files, and what one person said, leave something open that can be rated."""
    return tuple(feature for feature in waiting(backlog, model, shown) if rateable(feature))


def rateable(feature: Waiting) -> tuple[Question, ...]:
    """The questions about a feature that people can rate."""
    return tuple(question for question in feature.questions if question.keys[0] not in NOT_RATED)


class RatingSession(Questioning):
    """Somebody at a terminal who rates, and sees nothing of what others said before."""

    def __init__(self, output: Output, who: Person, model: str | None) -> None:
        super().__init__(output)
        self.who = who
        self.model = model
        self.rated = 0

    def blind(self) -> OpenWorkspace:
        """The workspace as it stands now, without what others said."""
        return blind(self.opened(), self.who)

    def go_through(self, names: Sequence[str]) -> None:
        """Goes through the features, until all are done or somebody quits."""
        gone = rated = 0
        try:
            for number, name in enumerate(names, 1):
                rated = self.rated
                self._take(name, f"{number:,} of {len(names):,}")
                gone += 1
        except Quit:
            gone += self.rated - rated  # what was answered of the last one counts
        finally:
            self.say(f"Gone through {gone:,} of {len(names):,}: {self.rated:,} rated by {self.who.name}")
            if self.answers:
                many = f"{self.answers:,} answer{' is' if self.answers == 1 else 's are'}"
                self.say(f"{many} in {self.who.path}; pm ratings shows where to talk first")

    # --- one feature ---

    def _take(self, name: str, place: str) -> None:
        now = self.blind()
        backlog = now.loaded.usable()
        feature = next((feature for feature in to_rate(backlog, self.model) if feature.id == name), None)
        if feature is None:  # somebody else was quicker
            return
        self.output.write("\n")
        self.output.page(triage.card(feature, backlog, triage.About.of(feature, now, self.model), place))
        while (word := self.ask(_MENU, ("skip", "quit")).casefold()) not in ("", "s", "skip"):
            if word in (QUIT, "quit"):
                raise Quit
            self.say(f'"{word}" is no answer here', "warn")
        if word == "" and self._answer(feature):
            self._reveal(name)

    def _answer(self, feature: Waiting) -> bool:
        """Whether anything of a feature is rated; also where somebody quits it counts as rated then."""
        before = self.answers
        try:
            for question in rateable(feature):
                if self._question(feature.id, question) == BACK:
                    break
        finally:
            self.rated += self.answers > before
        if self.answers == before:
            return False
        while because := self.ask(_WHY):
            if self._put(feature.id, ("because",), because):
                self.answers -= 1  # a reason is no number
                break
        return True

    def _question(self, name: str, question: Question) -> str:
        """The answer, asked for until it can be written; "" where it is left open."""
        backlog = self.blind().loaded.usable()
        return self.question(name, question, backlog, lambda data: self._put(name, question.keys, data))

    def _put(self, name: str, keys: Keys, data: object) -> bool:
        """Whether an answer is written into the person's file."""
        on = self.output.day() or date.today()
        return self.written(
            lambda: rated_as(self.opened(), self.who, name, [(keys, data)], on), name, keys
        )  # fmt: skip

    def _reveal(self, name: str) -> None:
        """Shows what others say of a feature, now that it is rated."""
        backlog = self.backlog()
        rows = talks(backlog, rank(backlog, self.model), shown=name.__eq__)
        self.output.write("\n")
        self.output.page(others_said(rows, self.who.name))

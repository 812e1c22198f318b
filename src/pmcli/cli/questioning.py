"""A dialogue that asks about a feature: a question, what its answers mean, how others are scored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pmcli import Backlog
from pmcli.cli.dialogue import Dialogue, Quit
from pmcli.editing.triage import Question, spread
from pmcli.editing.triage.questions import answer
from pmcli.views import triage

BACK: Final = "-"
QUIT: Final = "q"


class Questioning(Dialogue):
    """Somebody at a terminal who answers questions about features."""

    def question(
        self, name: str, question: Question, backlog: Backlog, take: Callable[[object], bool]
    ) -> str:
        """The answer, asked for until `take` takes its data; "" where it is left open, or `BACK`.

        Raises:
            Quit: somebody has had enough.
        """
        self.output.write("\n")
        self.output.page(triage.question_blocks(question, spread(question, backlog, name), backlog))
        while True:
            text = self.ask(f"{question.short}> ", [level.answer for level in question.levels])
            if text in ("", BACK):
                return text
            if text == QUIT and all(level.answer != QUIT for level in question.levels):
                raise Quit
            if take(answer(question, text, backlog)):
                return text

"""A dialogue with somebody at a terminal: what is asked and said, and every answer written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pmcli import Backlog
from pmcli.cli.output import Output
from pmcli.cli.streams import ask
from pmcli.editing.change_set import ChangeSet, FileChange, rewritten, write
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers.blocks import Paragraph
from pmcli.writers.escaping import visible
from pmcli.writers.table import Tone


class Quit(Exception):  # noqa: N818 - no error: somebody has had enough
    """Raised where somebody ends the session."""


class Dialogue:
    """Somebody at a terminal, and the files as they stand at every moment."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.answers = 0

    def opened(self) -> OpenWorkspace:
        """The workspace as it stands in the files now; what was read before is not read again."""
        return self.output.open().at(None)

    def backlog(self) -> Backlog:
        """The sound part of the backlog as it stands in the files now."""
        return self.opened().loaded.usable()

    def put(self, changes: list[FileChange], opened: OpenWorkspace | None = None) -> bool:
        """Whether the changes are written; where not, the reason is told and nothing is changed."""
        last = changes[-1]
        return self.written(lambda: rewritten(opened or self.opened(), changes), last.feature, last.keys)

    def written(self, make: Callable[[], ChangeSet], feature: str, keys: Keys) -> bool:
        """Whether a change is written; of errors that it would bring that of these keys is told."""
        try:
            pending = make()
            if pending.introduced:
                about = [
                    error for error in pending.introduced
                    if (error.feature or "") == feature and error.keys[: len(keys)] == keys
                ]  # fmt: skip
                fault = (about or pending.introduced)[0]
                return self.refused(fault.message, fault.hint)
            write(pending)
        except PmError as error:
            return self.refused(error.message, error.hint)
        self.answers += 1
        return True

    def refused(self, message: str, hint: str | None) -> bool:
        """False, after it is told why nothing is written."""
        self.say(f"not written: {message}{f'; {hint}' if hint else ''}", "warn")
        return False

    def ask(self, prompt: str, words: Iterable[str] = ()) -> str:
        """The answer.

        Raises:
            Quit: nobody answers any more.
        """
        answer_text = ask(visible(prompt), words)
        if answer_text is None:
            raise Quit
        return answer_text

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Says a sentence."""
        self.output.page([Paragraph(text, tone)])

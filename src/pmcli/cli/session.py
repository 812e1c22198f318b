"""The dialogue of `pm triage`: features one by one, every answer written at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pmcli import Backlog
from pmcli.cli.dialogue import Quit
from pmcli.cli.output import Output
from pmcli.cli.questioning import BACK, QUIT, Questioning
from pmcli.editing.change_set import FileChange
from pmcli.editing.triage import Question, Waiting, followers, merged, ratings_carried, waiting
from pmcli.model.decision import merged_because
from pmcli.model.diagnostic import PmError
from pmcli.model.values import Wrong, read_date
from pmcli.planning.decisions import Proposal, proposed
from pmcli.ranking import rank
from pmcli.views import triage
from pmcli.workspace.files import find_workspace, user_name
from pmcli.workspace.opening import OpenWorkspace

HELP = "?"
_OUTCOMES = ("scored", "accepted", "parked", "declined", "merged", "left")

_MEANINGS = {
    "answer": "say what its score lacks, question by question",
    "accept": "it becomes a candidate, and is planned",
    "park": "not now; you say why, and until when",
    "decline": "no; you say why",
    "merge": "it is the same as another feature, which gets its requests, evidence and links",
    "skip": "leave it as it is",
    "quit": "what is answered so far stays written",
}
"""What the actions do."""


class TriageSession(Questioning):
    """Somebody at a terminal, and the features that wait."""

    def __init__(self, output: Output, model: str | None, by: str | None) -> None:
        super().__init__(output)
        self.model = model
        self.by = by
        self.done: Counter[str] = Counter()

    def go_through(self, names: list[str]) -> None:
        """Goes through the features, until all are done or somebody quits."""
        try:
            for number, name in enumerate(names, 1):
                self.done[self._take(name, f"{number:,} of {len(names):,}")] += 1
        except Quit:
            pass
        finally:
            self._sum_up(len(names))

    def _sum_up(self, total: int) -> None:
        counts = [f"{self.done[outcome]:,} {outcome}" for outcome in _OUTCOMES if self.done[outcome]]
        gone = self.done.total()
        self.say(f"Gone through {gone:,} of {total:,}{': ' if counts else ''}{', '.join(counts)}")
        if self.answers:
            many = f"{self.answers:,} answer{' is' if self.answers == 1 else 's are'}"
            self.say(f"{many} in the files; git diff shows them")

    # --- one feature ---

    def _take(self, name: str, place: str) -> str:
        """The outcome of one feature, one of `_OUTCOMES`."""
        first: Waiting | None = None
        alike: list[str] = []
        while True:
            backlog = self.backlog()
            feature = self._waiting(name, backlog)
            if feature is None:  # somebody else was quicker
                return "left"
            if first is None:
                first = feature
                self.output.write("\n")
                about = triage.About.of(feature, self.opened(), self.model)
                self.output.page(triage.card(feature, backlog, about, place))
                alike = [one.id for one in about.lookalikes]
            outcome = self._choice(feature, backlog, alike)
            if outcome is not None:
                return "scored" if outcome == "left" and first.lacks and not feature.lacks else outcome

    def _waiting(self, name: str, backlog: Backlog) -> Waiting | None:
        return next((feature for feature in waiting(backlog, self.model) if feature.id == name), None)

    def _choice(self, feature: Waiting, backlog: Backlog, alike: list[str]) -> str | None:
        """The outcome of the action chosen, which is done; None where another is to be chosen."""
        is_idea = backlog.features[feature.id].status == "idea"
        usual = "answer" if feature.questions else "accept" if is_idea and feature.lacks is None else "skip"
        keys: dict[str, tuple[str, Callable[[Waiting, Backlog], str | None]]] = {
            "a": ("accept", self._accept), "p": ("park", self._park), "d": ("decline", self._decline),
            "m": ("merge", self._merge), "s": ("skip", _skip), "q": ("quit", _quit),
        }  # fmt: skip
        if not is_idea:
            del keys["a"]
        numbers = {str(number): name for number, name in enumerate(alike, 1) if name in backlog.features}
        menu = [f"{key} {words}" for key, (words, _) in keys.items() if words != usual]
        menu.append(f"{HELP} help")
        if numbers:
            menu.insert(0, f"{'-'.join(dict.fromkeys((min(numbers), max(numbers))))} merge into that one")
        words = [words for words, _ in keys.values()]
        word = self.ask(f"Enter: {usual}, {', '.join(menu)} > ", words).casefold()
        if word in numbers:
            return self._merge_into(feature, backlog, numbers[word])
        if not word and usual == "answer":
            return self._answer(feature)
        key = word[:1] or usual[:1]
        if word == HELP:
            self._explain_keys([words for words, _ in keys.values()], usual, numbers)
            return None
        if key not in keys or word not in ("", key, keys[key][0]):
            self.say(f'"{word}" is no answer here', "warn")
            return None
        return keys[key][1](feature, backlog)

    def _explain_keys(self, words: list[str], usual: str, numbers: dict[str, str]) -> None:
        """Says what each key does."""
        told = {word: f"{word[:1]}  {word}: {_MEANINGS[word]}" for word in words}
        told[usual] = f"Enter  {usual}: {_MEANINGS[usual]}"
        for line in (told.pop(usual), *told.values()):
            self.say(line)
        for number, name in numbers.items():
            self.say(f"{number}  merge into {name}, after both were shown")
        self.say(f"in a question: Enter leaves it open, {BACK} goes back, {QUIT} quits")

    def _accept(self, feature: Waiting, _: Backlog) -> str | None:
        return "accepted" if self.put([FileChange(feature.id, "put", ("status",), "candidate")]) else None

    # --- answers ---

    def _answer(self, feature: Waiting) -> str | None:
        """The outcome after asking for what a feature lacks; None where another action is to be chosen."""
        held: list[FileChange] = []
        is_pointless = False
        for question in feature.questions:
            if is_pointless:  # what is held goes with the next one, and is left open
                is_pointless = False
                continue
            text = self._question(feature.id, question, held)
            if text == BACK:
                return None
            if text == "":
                is_pointless = question.is_held
                held.clear()
        backlog = self.backlog()
        self.say(f"{feature.id}: {triage.standing(feature.id, rank(backlog, self.model))}", "strong")
        now = self._waiting(feature.id, backlog)
        if now is None:
            return "scored"
        return "left" if now.lacks else None

    def _question(self, name: str, question: Question, held: list[FileChange]) -> str:
        """The answer, asked for until it can be written; "" where it is left open."""

        def take(data: object) -> bool:
            change = FileChange(name, "put", question.keys, data)
            if question.is_held:
                held.append(change)
                return True
            if not self.put([*held, change]):
                return False
            held.clear()
            return True

        return self.question(name, question, self.backlog(), take)

    # --- decisions ---

    def _park(self, feature: Waiting, _: Backlog) -> str | None:
        because = self.ask("why? (Enter goes back) > ")
        if not because:
            return None
        until = self._date("until when? (2027-03-31; Enter: no end) > ")
        done = self._rule(feature.id, "park", because, lambda _, decision: [decision], until)
        return "parked" if done else None

    def _decline(self, feature: Waiting, _: Backlog) -> str | None:
        because = self.ask("why not? (Enter goes back) > ")
        if not because:
            return None
        done = self._rule(feature.id, "decline", because, lambda _, decision: [decision])
        return "declined" if done else None

    def _merge(self, feature: Waiting, backlog: Backlog) -> str | None:
        others = [name for name in backlog.features if name != feature.id]
        into = self.ask("into which one? (an id; Tab completes, Enter goes back) > ", others)
        return self._merge_into(feature, backlog, into) if into else None

    def _merge_into(self, feature: Waiting, backlog: Backlog, into: str) -> str | None:
        """The outcome of merging into another feature, after both were shown; None where it is not wanted."""

        def changes(now: OpenWorkspace, decision: FileChange) -> Iterable[FileChange]:
            return (
                *followers(now, feature.id, into),
                *ratings_carried(now, feature.id, into),
                *merged(now.loaded.backlog, feature.id, into, decision.data),
            )

        if into in backlog.features and into != feature.id and not self._agrees(feature.id, into, backlog):
            return None
        if not self._rule(feature.id, "decline", merged_because(into), changes):
            return None
        self.say(f"{into} has its requests, evidence and links now")
        return "merged"

    def _agrees(self, name: str, into: str, backlog: Backlog) -> bool:
        """Whether a feature is the other one, and what waits for it is to wait for that instead."""
        self.output.write("\n")
        self.output.page(triage.pair(name, into, backlog, rank(backlog, self.model)))
        waits = dict.fromkeys(change.feature for change in followers(self.opened(), name, into))
        for other in waits:
            then = "it does not then" if other == into else f"it waits for {into} then"
            self.say(f"{other} waits for {name}: {then}")
        return self.ask("merge? (Enter: yes, - goes back) > ").casefold() in ("", "y", "yes")

    def _rule(
        self, name: str, verdict: str, because: str,
        changes: Callable[[OpenWorkspace, FileChange], Iterable[FileChange]], until: date | None = None,
    ) -> bool:  # fmt: skip
        """Whether a decision could be written, with the changes that go with it."""
        by = self._who()
        try:
            opened = self.opened()
            backlog = opened.loaded.backlog
            feature = backlog.features.get(name)
            if feature is None:
                raise PmError(f'there is no feature "{name}" any more')
            proposal: Proposal = proposed(
                backlog, feature, verdict, None, because=because, by=by,
                on=self.output.day() or date.today(), until=until,
            )  # fmt: skip
            decision = FileChange(name, "append", ("decisions",), proposal.entry(feature))
            return self.put(list(changes(opened, decision)), opened)
        except PmError as fault:
            return self.refused(fault.message, fault.hint)

    def _who(self) -> str:
        """The name of who decides: that of the option, git's, or the answer."""
        self.by = self.by or user_name(find_workspace(Path(self.output.directory)))
        while not self.by:
            self.by = self.ask("who decides? > ")
        return self.by

    def _date(self, prompt: str) -> date | None:
        while text := self.ask(prompt):
            try:
                return read_date(text)
            except Wrong as wrong:
                context = wrong.context or {}
                self.refused(context["message"], context["hint"])
        return None


def _skip(_: Waiting, __: Backlog) -> str:
    return "left"


def _quit(_: Waiting, __: Backlog) -> str:
    raise Quit

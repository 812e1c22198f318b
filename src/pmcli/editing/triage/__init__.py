"""Going through what is new or unscored: what is asked, what answers mean, and what becomes of duplicates."""

from pmcli.editing.triage.merging import followers, merged
from pmcli.editing.triage.questions import Level, Question, questions
from pmcli.editing.triage.spread import Spread, spread
from pmcli.editing.triage.waiting import Waiting, waiting

__all__ = ["Level", "Question", "Spread", "Waiting", "followers", "merged", "questions", "spread", "waiting"]

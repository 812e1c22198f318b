"""Going through what is new or unscored: what is asked, what answers mean, and what becomes of duplicates."""

from pmcli.triage.merging import followers, merged
from pmcli.triage.questions import Level, Question, questions
from pmcli.triage.spread import Spread, spread
from pmcli.triage.waiting import Waiting, waiting

__all__ = ["Level", "Question", "Spread", "Waiting", "followers", "merged", "questions", "spread", "waiting"]

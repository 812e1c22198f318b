"""The features that `pm triage` goes through: which wait, what is asked of them, and duplicates merged.

Read `waiting.py` first, then `questions.py`.
"""

from pmcli.editing.triage.likely import LikelyRank, likely_rank
from pmcli.editing.triage.lookalikes import LookAlike, lookalikes
from pmcli.editing.triage.merging import carried, followers, merged, ratings_carried
from pmcli.editing.triage.questions import Level, Question, questions
from pmcli.editing.triage.spread import Spread, spread
from pmcli.editing.triage.waiting import Waiting, waiting

__all__ = [
    "Level", "LikelyRank", "LookAlike", "Question", "Spread", "Waiting", "carried", "followers",
    "likely_rank", "lookalikes", "merged", "questions", "ratings_carried", "spread", "waiting",
]  # fmt: skip

"""The features that `pm triage` goes through: which wait, what is asked of them, and duplicates merged.

Read `waiting.py` first, then `questions.py`.
"""

from pmcli.editing.triage.merging import followers, merged
from pmcli.editing.triage.questions import Level, Question, questions
from pmcli.editing.triage.spread import Spread, spread
from pmcli.editing.triage.waiting import Waiting, waiting

__all__ = ["Level", "Question", "Spread", "Waiting", "followers", "merged", "questions", "spread", "waiting"]

"""The numbers that a feature is to move, and what became of them: metrics, results, when to look."""

from typing import Annotated

from pmcli.model.efforts import Spent
from pmcli.model.kinds import Day, Measurement, Quantity, Span, Text, When, one_of
from pmcli.model.record import Record

VERDICTS = ("hit", "missed", "unclear")
"""What a result may say of the aim."""


class Metric(Record):
    """A number that a feature is to move."""

    metric: Text
    """The name of the metric."""
    baseline: Quantity | None = None
    """Its value before."""
    current: Quantity | None = None
    """Its value now."""
    target: Quantity | None = None
    """The value sought."""
    by: When | None = None
    """The period or day by which it is sought."""
    better: Annotated[str, *one_of("up", "down")] | None = None
    """up or down: which way is good; else as from the baseline to the target."""
    review: Day | None = None
    """The day to look at it after it shipped; else as `learning` says."""

    @property
    def is_better_down(self) -> bool:
        """Whether less is good: as `better` says, else where the target lies below the baseline."""
        if self.better is not None:
            return self.better == "down"
        return self.baseline is not None and self.target is not None and self.target < self.baseline


class Result(Record):
    """What a shipped feature did."""

    metric: Text | None = None
    """The metric looked at."""
    before: Quantity | None = None
    """Its value before."""
    after: Measurement | None = None
    """Its value after: a number, or a range such as 0.585..0.592..0.599."""
    on: Day | None = None
    """When it was looked at."""
    how: Annotated[str, *one_of("test", "before-after", "opinion")] | None = None
    """test (against a control), before-after, or opinion: how it is known."""
    verdict: Annotated[str, *one_of(*VERDICTS)] | None = None
    """Whether the aim was reached."""
    learned: Text | None = None
    """What was learned."""
    effort: Spent | None = None
    """What it really took: a number, or one by team."""


class LearningSettings(Record):
    """When results are due."""

    review_after: Span = 56
    """So long after it shipped a feature's results are due: 8w, 56d."""

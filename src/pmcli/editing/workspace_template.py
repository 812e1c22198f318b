"""The first files of a workspace: a pm.yaml that explains itself, and three example features or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pmcli.model.period import Period
from pmcli.model.team import CAPACITIES
from pmcli.yaml.edit.writing import inline

MODELS: Final = ("rice", "ice", "wsjf", "cd3", "weighted", "moscow")
"""The methods that a first workspace may be asked for; any other is a line in pm.yaml."""
SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "person-weeks": {"XS": "0.5..1", "S": "1..2", "M": "2..4", "L": "4..9", "XL": "9..20", "XXL": "20..40"},
    "person-months": {
        "XS": "0.1..0.25", "S": "0.25..0.5", "M": "0.5..1", "L": "1..2", "XL": "2..5", "XXL": "5..10",
    },
    "person-days": {"XS": "1..2", "S": "2..5", "M": "5..15", "L": "15..40", "XL": "40..90", "XXL": "90..180"},
    "points": {"XS": "0.5..1", "S": "1..2", "M": "3..5", "L": "8..13", "XL": "13..34", "XXL": "34..55"},
}  # fmt: skip
_USUAL: Final = ("S", "M", "L", "XL")
_SMALLEST: Final = """\
scoring:                    # what came in says too little of what features are worth: until you score them
  model: smallest           # (pm triage --model rice asks one by one), the smallest goes first
  models: {smallest: {title: The smallest first, value: "1", cost: effort}}"""


USUAL_PLACE: Final = "features"
"""The folder of features where pm.yaml names none."""


@dataclass(frozen=True, slots=True)
class Start:
    """The content of a first pm.yaml.

    `model` is "" where nothing is known of the features' worth: the smallest goes first then. `sizes` are
    those that occur as efforts. `place` is the folder that features live in.
    """

    product: str
    model: str = ""
    unit: str = "person-weeks"
    teams: Sequence[str] = ()
    sizes: Sequence[str] = ()
    place: str = USUAL_PLACE


def sizes_with(unit: str, said: Collection[str]) -> dict[str, str]:
    """The usual T-shirt sizes in a unit of effort, and those others that are said."""
    return {name: size for name, size in SIZES[unit].items() if name in _USUAL or name in said}


def workspace_text(start: Start, quarter: Period) -> str:
    """The text of a pm.yaml; what is not used yet stands there as a comment."""
    capacity = CAPACITIES[start.unit]
    teams = "\n".join(f"  {inline(team)}: {{capacity: {capacity}}}" for team in start.teams)
    team_lines = f"teams:                      # capacity a quarter, in {start.unit}: put yours\n{teams}"
    no_teams = "# teams:                    # with capacities pm roadmap plans quarters\n"
    no_teams += f"#   web: {{capacity: {capacity}}}"
    words = "# rice, ice, wsjf, cd3, weighted, moscow, or your own: pm models tells of them"
    named = f"scoring: {{model: {start.model}}}"
    model = f"{named:<27} {words}" if start.model else _SMALLEST.rstrip("\n")
    pairs = ", ".join(f"{name}: {size}" for name, size in sizes_with(start.unit, start.sizes).items())
    sizes = f"{'' if start.sizes else '# '}sizes: {{{pairs}}}"
    there = "" if start.place == USUAL_PLACE else f'features: ["{start.place}/**"]     # where they live\n'
    return f"""\
# This folder is a workspace of pm. Every feature is a file in {start.place}/: pm new "Title" makes one.
pm: 1                       # the format's version
product: {inline(start.product)}
{there}\
effort_unit: {start.unit:<14} # of every effort and capacity: person-days, person-weeks, person-months, points
# currency: EUR             # of all money

calendar:
  start: {quarter}            # the first quarter planned, and so "today": the same files, the same answer
  periods: 4

{model}
{sizes}

{team_lines if start.teams else no_teams}

# The plan: pm roadmap finds one, pm accept --because "…" promises it (plan.yaml), from then on it holds.
# A feature then moves for a reason only, and pm roadmap says which; a better plan is proposed, never taken.
# pm diff --fail-if unagreed-move stops a pull request that moves a promise and does not say so.

# strategy:                 # what you want to reach, and what not; features name the outcomes they serve
#   vision: Anyone can pay in under a minute.
#   outcomes:
#     completion: {{title: More buyers finish, metric: completion_rate, baseline: 56%, target: 65%}}
#   not_doing:
#     - {{what: Marketplace sellers, because: Not our customer}}

# accounts:                 # who asks: with requests in features, pm demand adds up what hangs on them
#   acme: {{title: Acme, arr: 240k, status: at-risk, renewal: 2027-03-31}}
"""


_INPUTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "rice": (
        "rice: {reach: 300..500..900, impact: high, confidence: 80%}   # reach: people a quarter",
        "rice: {reach: 200, impact: medium, confidence: 50%}",
        "rice: {reach: 2000, impact: low, confidence: 50%}",
    ),
    "ice": (
        "ice: {impact: 8, confidence: 7, ease: 4}   # 1 to 10 each",
        "ice: {impact: 5, confidence: 8, ease: 6}",
        "ice: {impact: 4, confidence: 6, ease: 9}",
    ),
    "wsjf": (
        "wsjf: {user_business_value: 8, time_criticality: 8, risk_opportunity: 3, job_size: 5}",
        "wsjf: {user_business_value: 3, time_criticality: 3, risk_opportunity: 8, job_size: 5}",
        "wsjf: {user_business_value: 5, time_criticality: 1, risk_opportunity: 1, job_size: 2}",
    ),
    "cd3": (
        "cd3: {cost_of_delay: 8k..12k, duration: 4}   # money a week, weeks",
        "cd3: {cost_of_delay: 1k, duration: 3}",
        "cd3: {cost_of_delay: 2k, duration: 1}",
    ),
    "weighted": (
        "weighted: {user_impact: 4, revenue_impact: 5, strategic_fit: 4, feasibility: 2}   # 0 to 5 each",
        "weighted: {user_impact: 2, revenue_impact: 3, strategic_fit: 3, feasibility: 4}",
        "weighted: {user_impact: 3, revenue_impact: 1, strategic_fit: 1, feasibility: 5}",
    ),
    "moscow": ("moscow: must", "moscow: should", "moscow: could"),
}  # fmt: skip
_EXAMPLES: Final = (
    ("single-sign-on", """\
title: "Example: single sign-on"
status: candidate           # idea, candidate, planned, in-progress, shipped, parked or declined
problem: IT departments do not let their people have another password.
solution: Sign in with SAML.
{team}effort: {high}             # low..likely..high says how unsure you are; one number will do
depends_on: [audit-log]     # cannot be done before
{inputs}
evidence:
  - {{kind: interview, date: {day}, count: 5, says: "4 of 5 cannot buy without it"}}
"""),
    ("audit-log", """\
title: "Example: audit log"
problem: Nobody can say who changed what.
{team}effort: {low}
{inputs}
"""),
    ("dark-mode", """\
title: "Example: dark mode"
status: idea
problem: The screen is too bright at night.
{team}effort: {least}
{inputs}
"""),
)  # fmt: skip
_EFFORTS: Final = {
    "person-weeks": ("3..5..9", "2", "1"), "person-months": ("1..2..4", "0.5", "0.25"),
    "person-days": ("15..25..45", "10", "5"), "points": ("8..13..20", "5", "2"),
}  # fmt: skip


def examples(start: Start, day: date) -> dict[str, str]:
    """Three features by file, with the inputs of the model, and evidence of this day."""
    team = f"team: {inline(start.teams[0])}\n" if start.teams else ""
    high, low, least = _EFFORTS[start.unit]
    inputs = _INPUTS[start.model or "rice"]
    return {
        f"features/{name}.yaml": text.format(
            team=team, high=high, low=low, least=least, inputs=inputs[at], day=day
        )
        for at, (name, text) in enumerate(_EXAMPLES)
    }

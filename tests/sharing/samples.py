"""A backlog in which every field says a word, or a number, that stands nowhere else: a canary for leaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from pmcli.forecast.odds import FeatureOdds, Odds, PeriodOdds, PromiseOdds
from pmcli.model.backlog import Backlog
from pmcli.planning import Roadmap, plan
from tests.conftest import loaded

WORKSPACE = """
pm: 1
product: Shop
currency: CURRENCYWORD
effort_unit: person-weeks
strategy:
  vision: STRATEGYVISION
  users: [STRATEGYUSERS]
  problem: STRATEGYPROBLEM
  positioning: STRATEGYPOSITIONING
  outcomes:
    outcomekey: {title: OUTCOMETITLE, metric: OUTCOMEMETRIC, baseline: 0.7311, current: 0.7422, target: 0.7533,
      by: 2027-Q3, weight: 4, owner: OUTCOMEOWNER}
  not_doing: [{what: NOTDOINGWHAT, because: NOTDOINGBECAUSE, until: 2028-05-05}]
problems: {problemkey: {title: SOLVESTITLE, opportunity: {importance: 7.77, satisfaction: 2.22},
  evidence: [{kind: interview, date: 2026-08-08, says: PROBLEMEVIDENCE}], segments: [segmentkey]}}
segments: {segmentkey: {title: SEGMENTTITLE, users: 481516}}
accounts: {accountkey: {title: ACCOUNTTITLE, arr: 654321, status: at-risk, renewal: 2027-03-03}}
teams: {teamalpha: {capacity: 21.531}, teambeta: {capacity: 4.717}}
releases: {RELEASEWORD: {date: 2027-02-22}}
fields: {ownnumber: number, owntext: text, ownword: [OWNCHOICE, other]}
calendar: {start: 2026-Q4, periods: 3, discount: 3%, value_horizon: 12}
scoring: {model: rice}
audiences:
  board: {fields: [title, outcomes, period]}
  picked: {where: theme=other}
"""
FEATURES = """
- id: secret-id-one
  title: TITLEONE
  status: planned
  type: compliance
  owner: OWNERWORD
  theme: THEMEWORD
  tags: [TAGWORD]
  product: PRODUCTWORD
  parent: parent-id
  release: RELEASEWORD
  horizon: later
  problem: PROBLEMWORD
  solves: [problemkey]
  request: REQUESTWORD
  solution: SOLUTIONWORD
  description: DESCRIPTIONWORD
  segments: [segmentkey]
  outcomes: {outcomekey: high}
  effort: {teamalpha: 5.413, teambeta: 1.717}
  depends_on: [{id: secret-id-two, lag: 1}]
  conflicts_with: [secret-id-three]
  deadline: {date: 2027-06-11, because: DEADLINEWORD}
  target: 2027-06-12
  not_before: 2026-11-13
  rice: {reach: 91371, impact: 2.341, confidence: 87%}
  wsjf: {user_business_value: 8.211, time_criticality: 5.211, risk_opportunity: 3.211, job_size: 5.917}
  ice: {impact: 8.311, confidence: 7.311, ease: 4.311}
  cd3: {cost_of_delay: 8411, duration: 4.411, profile: fading}
  opportunity: {importance: 6.511, satisfaction: 1.511}
  kano: {functional: like, dysfunctional: dislike}
  moscow: must
  weighted: {user_impact: 4.611, revenue_impact: 3.611, feasibility: 2.611}
  tech_debt: repays
  requests: [{account: accountkey, date: 2026-10-01, need: blocker, says: REQUESTSAYS, source: REQUESTSOURCE}]
  evidence: [{kind: usage, date: 2026-09-12, count: 8765, says: EVIDENCESAYS, source: EVIDENCESOURCE,
    segment: segmentkey, experiment: experimentid}]
  metrics: [{metric: METRICWORD, baseline: 0.4111, current: 0.4133, target: 0.4222, by: 2027-06-30, better: up,
    review: 2027-07-17}]
  acceptance: [ACCEPTANCEWORD]
  options: [{what: OPTIONWORD, against: OPTIONAGAINST}, {what: OPTIONCHOSEN, chosen: true}]
  risks: [{what: RISKWORD, likelihood: medium}]
  questions: [QUESTIONWORD]
  experiments:
    - {id: experimentid, hypothesis: EXPERIMENTWORD, metric: EXPERIMENTMETRIC, status: done, start: 2026-07-02,
      end: 2026-07-23, baseline: 42.13%, detect: rel 5%, size: 10007, looks: end, split: 50%, better: up,
      control: {n: 10011, conversions: 4211}, treatment: {n: 10051, conversions: 4388},
      guardrails: [{metric: GUARDRAILMETRIC, better: down, worst: 0.0213, control: {n: 1009, mean: 3.1417, sd: 1.0917},
        treatments: {GUARDARM: {n: 1013, mean: 3.1719, sd: 1.0811}}},
        {metric: GUARDRAILOTHER, treatment: {n: 1019, conversions: 17}}],
      decided: {ship: true, because: SHIPBECAUSE, by: SHIPBY, on: 2026-07-24}}
    - {id: experimentother, hypothesis: EXPERIMENTOTHER, control: {n: 1021, conversions: 311},
      treatments: {armone: {n: 1031, conversions: 323}, armtwo: {n: 1033, conversions: 327}}}
  launch:
    date: 2027-03-09
    kind: [launchkind]
    checklist:
      launchdocs: done
      launchsupport: {state: open, by: launchperson, on: 2027-03-08, link: "https://example.org/POINTLINK",
        because: POINTBECAUSE}
    rollout: [{to: 12.5%, on: 2027-03-09, until: launchguard < 0.01}, {to: 100%}]
    evaluation: [{what: launchmeasured right, need: ">= 0.92", found: 0.881, on: 2027-02-01}, {what: launchsafe, need: 5%}]
  positions: [{who: POSITIONWHO, wants: must, says: POSITIONSAYS}, {who: POSITIONOTHER, wants: wont, says: POSITIONNO}]
  decisions: [{verdict: first, because: DECISIONBECAUSE, by: DECISIONBY, on: 2026-10-07, until: 2027-04-04}]
  public: {title: PUBLICONE, text: PUBLICTEXT}
  links: {jira: LINKWORD-1, brief: "https://example.org/LINKBRIEF"}
  ownnumber: 33.733
  owntext: OWNTEXT
  ownword: OWNCHOICE
- id: secret-id-two
  title: TITLETWO
  parent: parent-id
  theme: other
  status: in-progress
  effort: {teamalpha: 2.213}
  remaining: {teamalpha: 1.319}
  spent: {teamalpha: 0.773}
  started: 2026-09-21
  rice: {reach: 5012, impact: 1.017, confidence: 50%}
- id: secret-id-three
  title: TITLETHREE
  effort: {teambeta: 3.337}
  rice: {reach: 4013, confidence: 50%}
- id: parent-id
  title: TITLEPARENT
- id: shipped-id
  title: TITLESHIPPED
  parent: parent-id
  status: shipped
  shipped: 2026-08-16
  effort: {teamalpha: 6.119}
  results: [{metric: RESULTMETRIC, before: 0.6111, after: 0.6198..0.6222..0.6247, on: 2026-09-17, how: test, verdict: hit, learned: RESULTLEARNED,
    effort: {teamalpha: 6.887}}]
- id: declined-id
  title: TITLEDECLINED
  decisions: [{verdict: decline, because: DECLINEBECAUSE, by: DECLINEBY, on: 2026-09-01, until: 2027-09-19}]
"""
AGREED = """
agreed: {on: 2026-01-17, by: AGREEDBY, because: AGREEDBECAUSE}
periods: {2025-Q2: [secret-id-one]}
"""
RATED = """
rater: RATERWORD
features:
  secret-id-three: {rice: {impact: 1.019}, because: RATINGBECAUSE}
"""
CANARIES: Mapping[str, tuple[str, ...]] = {
    "id": ("secret-id",),
    "title": ("TITLEONE", "TITLETWO", "TITLETHREE", "TITLEPARENT"),
    "type": ("compliance",),
    "owner": ("OWNERWORD", "OUTCOMEOWNER"),
    "theme": ("THEMEWORD",),
    "tags": ("TAGWORD",),
    "product": ("PRODUCTWORD",),
    "parent": ("part of",),
    "release": ("RELEASEWORD", "2027-02-22"),
    "problem": ("PROBLEMWORD",),
    "solves": ("SOLVESTITLE", "PROBLEMEVIDENCE"),
    "request": ("REQUESTWORD",),
    "solution": ("SOLUTIONWORD",),
    "description": ("DESCRIPTIONWORD",),
    "segments": ("SEGMENTTITLE", "481516", "481,516", "segmentkey"),
    "outcomes": ("OUTCOMETITLE", "OUTCOMEMETRIC", "0.7311", "0.731", "outcomekey"),
    "effort": ("5.413", "5.41", "1.717", "7.13", "2.213", "2.21", "3.337", "3.34"),
    "remaining": ("1.319", "1.32"),
    "spent": ("0.773",),
    "started": ("2026-09-21",),
    "odds": ("37 %", "0.37", "coin toss", "unlikely"),
    "effort_total": ("15.462", "15.5"),
    "effort_done": ("7.013", "7.01"),
    "effort_left": ("8.449", "8.45"),
    "conflicts_with": ("excludes",),
    "deadline": ("2027-06-11", "DEADLINEWORD"),
    "target": ("2027-06-12",),
    "not_before": ("2026-11-13",),
    "rice": ("91371", "91,371", "2.341", "2.34", "5012", "4013"),
    "wsjf": ("8.211", "8.21", "5.917", "5.92"),
    "ice": ("8.311", "8.31", "4.311"),
    "cd3": ("8411", "8,411", "4.411", "4.41", "fading"),
    "opportunity": ("6.511", "6.51", "7.77"),
    "kano": ("dislike",),
    "weighted": ("4.611", "4.61", "2.611"),
    "tech_debt": ("repays",),
    "requests": ("REQUESTSAYS", "REQUESTSOURCE", "ACCOUNTTITLE", "accountkey", "654321", "654,321"),
    "evidence": ("EVIDENCESAYS", "EVIDENCESOURCE", "8765", "8,765", "PROBLEMEVIDENCE"),
    "metrics": ("METRICWORD", "0.4111", "0.411", "2027-07-17", "launchguard", "launchmeasured"),
    "acceptance": ("ACCEPTANCEWORD",),
    "options": ("OPTIONWORD", "OPTIONAGAINST", "OPTIONCHOSEN"),
    "risks": ("RISKWORD",),
    "questions": ("QUESTIONWORD",),
    "experiments": (
        "EXPERIMENTWORD",
        "EXPERIMENTMETRIC",
        "4211",
        "4,211",
        "experimentid",
        "GUARDRAILMETRIC",
        "GUARDARM",
        "SHIPBECAUSE",
        "SHIPBY",
        "EXPERIMENTOTHER",
        "armtwo",
    ),
    "launch": (
        "launchdocs",
        "launchsupport",
        "2027-03-09",
        "launchkind",
        "POINTLINK",
        "POINTBECAUSE",
        "launchmeasured",
        "launchguard",
        "launchsafe",
    ),
    "positions": ("POSITIONWHO", "POSITIONSAYS", "POSITIONNO"),
    "decisions": ("DECISIONBECAUSE", "DECISIONBY", "2027-04-04", "DECLINEBECAUSE", "DECLINEBY"),
    "shipped": ("TITLESHIPPED", "2026-08-16"),
    "results": ("RESULTMETRIC", "RESULTLEARNED", "0.6111", "0.611", "0.6247", "6.887", "6.89"),
    "public": ("PUBLICONE", "PUBLICTEXT"),
    "links": ("LINKWORD-1", "LINKBRIEF", "POINTLINK"),
    "ownnumber": ("33.733", "33.7", "ownnumber", "own number"),
    "owntext": ("OWNTEXT",),
    "ownword": ("OWNCHOICE",),
    "period": ("2027-Q2", "2026-Q4"),
    "capacity": ("21.531", "21.5", "4.717", "4.72"),
    "strategy": ("STRATEGYVISION", "STRATEGYUSERS", "STRATEGYPROBLEM", "STRATEGYPOSITIONING"),
    "agreed": ("2025-Q2",),
    "ratings": ("RATERWORD",),
    "agreement": ("2026-01-17", "AGREEDBY", "AGREEDBECAUSE"),
    "declined": ("TITLEDECLINED", "declined-id", "NOTDOINGWHAT", "NOTDOINGBECAUSE", "2027-09-19"),
}
"""What must be nowhere where a reader does not see the field."""
OTHERS = frozenset(
    {
        "change",
        "team",
        "status",
        "horizon",
        "depends_on",
        "moscow",
        "rank",
        "score",
        "value",
        "reasons",
        "confidence",
        "changes",
    }
)
"""Fields whose words stand elsewhere too: each has a test of its own."""


@cache
def canaries() -> tuple[Backlog, Roadmap]:
    """The backlog and its plan."""
    texts = {"features/all.yaml": FEATURES, "plan.yaml": AGREED, "ratings/rater.yaml": RATED}
    canaries = loaded(texts, WORKSPACE)
    assert not canaries.errors, canaries.errors
    return canaries.backlog, plan(canaries.backlog)


@cache
def chances() -> Odds:
    """Odds of the samples that stand nowhere else, for those who ask for odds."""
    roadmap = canaries()[1]
    items = tuple(
        FeatureOdds(
            placed.id, placed.period, 0.37, tuple(PeriodOdds(period, 0.37) for period in roadmap.periods),
            roadmap.periods[-1],
        )
        for placed in roadmap.placements
    )  # fmt: skip
    promises = (PromiseOdds("secret-id-one", "deadline", date(2027, 6, 11), 0.37),)
    expected = sum(item.in_time for item in items)
    return Odds("keep", 100, 0.3, False, roadmap.periods, items, promises, (), expected, 0, 0, 0.0, inputs=1)

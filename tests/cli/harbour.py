"""A believable workspace with a past of some weeks: berths for boats, booked online."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

HEAD = """\
pm: 1
product: Harbour Booking
currency: EUR
strategy:
  outcomes:
    online:
      title: More berths are booked online
      metric: share of bookings online
      baseline: 31%
      current: {online}
      target: 45%
      by: 2027-Q1
      weight: 60
      owner: mia
    calls:
      title: Fewer calls to the harbour office
      metric: calls a week
      baseline: 420
      current: {calls}
      target: 250
      by: 2027-Q2
      weight: 40
segments:
  marinas: {title: Marinas, users: 210}
  clubs: {title: Sailing clubs, users: 1900}
accounts:
  northpier: {title: North Pier Marina, arr: 120k, status: at-risk, renewal: 2027-01-31, segment: marinas}
  baltic: {title: Baltic Berths, arr: 80k, renewal: 2027-02-15, segment: marinas}
  fjord: {title: Fjord Sailing Club, arr: 12k, renewal: 2027-09-30, segment: clubs}
  gull: {title: Gull Island Club, arr: 9k, status: prospect, segment: clubs}
teams:
  web: {capacity: 12}
  core: {capacity: 9}
calendar: {start: 2026-Q4, periods: 3}
audiences:
  sales: {fields: [id, title, requests, period, changes, outcomes, owner, status]}
"""
FEATURES = {
    "sms-reminders": """\
title: Reminders by text message
status: shipped
shipped: 2026-09-14
owner: mia
effort: {web: 3}
outcomes: {calls: high}
rice: {reach: 3k, impact: high, confidence: 80%}
metrics: [{metric: calls a week, baseline: 420, target: 360, by: 2026-12-31}]
requests: [{account: fjord, date: 2026-05-02, need: important}]
""",
    "pay-deposit": """\
title: Pay a deposit online
status: in-progress
started: 2026-10-19
owner: mia
effort: {web: 4, core: 2}
outcomes: {online: high}
rice: {reach: 5k, impact: high, confidence: 80%}
evidence: [{kind: interview, date: 2026-08-20, count: 11, says: A deposit keeps berths from standing empty}]
acceptance: [A deposit is paid with the booking]
metrics: [{metric: no-shows, baseline: 9%, target: 4%, by: 2027-06-30}]
launch: {date: 2026-12-08, checklist: {docs: open, support: {state: done, by: lena, on: 2026-11-12}}}
public: {title: Deposits online, text: Your guests pay a deposit when they book.}
requests:
  - {account: northpier, date: 2026-06-11, need: blocker, says: No-shows cost us every weekend}
  - {account: baltic, date: 2026-07-01, need: important}
experiments:
  - id: deposit-20
    hypothesis: A deposit of 20 % puts nobody off
    metric: bookings finished
    start: 2026-11-02
    end: 2026-11-27
    size: 9000
    control: {n: 7410, conversions: 4980}
    treatment: {n: 7388, conversions: 5012}
""",
    "berth-map": """\
title: Choose the berth on a map
owner: jonas
effort: {web: 5, core: 3}
outcomes: {online: high, calls: medium}
rice: {reach: 4k, impact: high, confidence: REACH}
evidence: [{kind: survey, date: 2025-06-01, count: 210, says: Two of three want to see where they will lie}]
questions: ["Who keeps the maps up to date in winter?", "Do we draw finger piers?"]
acceptance: [A guest picks a berth that fits the boat]
public: {title: Pick your berth on a map}
requests:
  - {account: northpier, date: 2026-09-01, need: important}
""",
    "waiting-list": """\
title: Waiting list for full weekends
effort: {core: 4, web: 2}
outcomes: {calls: high}
rice: {reach: 2.4k, impact: medium, confidence: 65%}
evidence: [{kind: ticket, date: 2026-10-01, count: 37, says: "Are you really full?"}]
acceptance: [A guest hears when a berth is free]
decisions: [{verdict: pin, period: 2027-Q1, because: Promised to Baltic Berths in their renewal talks, by: mia, on: 2026-10-05, until: 2026-12-15}]
requests:
  - {account: baltic, date: 2026-09-20, need: blocker, says: We keep a paper list}
""",
    "winter-storage": """\
title: Winter storage
owner: jonas
effort: {core: 8, web: 6}
outcomes: {online: medium}
rice: {reach: 900, impact: medium, confidence: 50%}
requests: [{account: gull, date: 2026-08-08, need: blocker}]
""",
    "new-checkout": """\
title: One page to book
owner: mia
effort: {web: 4}
outcomes: {online: medium}
rice: {reach: 5k, impact: medium, confidence: 50%}
evidence: [{kind: opinion, date: 2026-09-01}]
acceptance: [A booking takes one page]
positions:
  - {who: sales, wants: must, says: Every demo stumbles over the third page}
  - {who: support, wants: could, says: Nobody has ever called about it}
""",
}
AFTER = {
    "tide-alerts": """\
title: Tell guests when the tide is too low
status: idea
requests:
  - {account: fjord, date: 2026-11-19, need: nice}
  - {account: gull, date: 2026-11-20, need: important, says: We were aground twice}
""",
}
PLAN = "agreed: {on: 2026-10-06, by: mia, because: Planning of the winter}\nperiods:\n  2026-Q4: [pay-deposit, berth-map]\n  2027-Q1: [waiting-list, new-checkout]\n"


def harbour(root: Path) -> Path:
    """The workspace in its repository: three commits, and changes of this week in the files."""
    (root / "features").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    for name, text in FEATURES.items():
        (root / "features" / f"{name}.yaml").write_text(text.replace("REACH", "80%"), encoding="utf-8")
    (root / "plan.yaml").write_text(PLAN, encoding="utf-8")
    for online, calls, day in (
        ("31%", 420, "2026-10-06"),
        ("33%", 405, "2026-10-20"),
        ("32%", 390, "2026-11-10"),
    ):
        text = HEAD.replace("{online}", online).replace("{calls}", str(calls))
        (root / "pm.yaml").write_text(text, encoding="utf-8")
        commit_on(root, day)
    for name, text in AFTER.items():
        (root / "features" / f"{name}.yaml").write_text(text, encoding="utf-8")
    settings = (
        (root / "pm.yaml").read_text(encoding="utf-8").replace("core: {capacity: 9}", "core: {capacity: 6}")
    )
    (root / "pm.yaml").write_text(settings.replace("current: 390", "current: 371"), encoding="utf-8")
    berths = (root / "features" / "berth-map.yaml").read_text(encoding="utf-8")
    asked = "  - {account: northpier, date: 2026-09-01, need: important}\n"
    more = "  - {account: baltic, date: 2026-11-18, need: important, says: Our guests want to lie beside their friends}\n"
    (root / "features" / "berth-map.yaml").write_text(berths.replace(asked, asked + more), encoding="utf-8")
    return root


def commit_on(root: Path, day: str) -> None:
    """A commit of everything as it is, made on this day."""
    stamp = f"{day}T09:00:00Z"
    identity = {
        "GIT_AUTHOR_NAME": "Mia", "GIT_AUTHOR_EMAIL": "mia@example.org", "GIT_AUTHOR_DATE": stamp,
        "GIT_COMMITTER_NAME": "Mia", "GIT_COMMITTER_EMAIL": "mia@example.org", "GIT_COMMITTER_DATE": stamp,
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    for words in (("add", "-A"), ("commit", "-q", "-m", "a week")):
        subprocess.run(["git", "-C", str(root), *words], env={**os.environ, **identity}, check=True)

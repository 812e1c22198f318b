"""Words that people try which are no commands, each with the command line that does what is probably meant.

They are only told: nothing here ever runs.
"""

from __future__ import annotations

_WORDS = (
    ("version", "pm --version tells it"),
    ("next todo todos now today task tasks", "pm ready lists what can start now"),
    ("add create insert feature", 'pm new "Title" writes a feature'),
    ("edit update change modify assign put", "pm set ID FIELD=VALUE gives a field another value"),
    ("estimate size effort", "pm set ID effort=3 writes one; pm triage asks for what is missing"),
    ("start begin", "pm set ID status=in-progress writes it"),
    ("done finish close complete ship resolve", "pm set ID status=shipped writes it"),
    ("delete remove del destroy", "pm rm ID takes a feature out; pm decide ID decline keeps the reason"),
    ("park defer postpone snooze", 'pm decide ID park --because "…" does it'),
    ("decline reject drop cancel wontfix", 'pm decide ID decline --because "…" does it'),
    ("move pin schedule reschedule mv", 'pm decide ID pin 2027-Q1 --because "…" moves it'),
    ("override overrule", 'pm decide ID first --because "…" overrules the scores'),
    ("approve agree commit promise freeze", 'pm accept --because "…" agrees on the plan'),
    ("status summary overview progress", "pm roadmap shows what is promised, pm list the status of each"),
    ("plan timeline gantt quarter quarters capacity teams release releases milestones",
     "pm roadmap shows the plan; --view has the others"),
    ("forecast probability chances montecarlo late",
     "pm odds tells what will be there by when"),
    ("tui ui gui web open browse browser dashboard board serve", "pm view shows the backlog in the browser"),
    ("ls features all backlog items", "pm list has every feature"),
    ("search find grep filter query where", "pm list --where title~WORD finds features"),
    ("get info cat describe details", "pm show ID tells everything about one"),
    ("prioritize prioritise priority sort order top score scores ranking",
     "pm rank orders by score; pm explain ID shows how one comes about"),
    ("why reason because", "pm explain ID tells why it stands where it stands"),
    ("deps dependencies depends blockers blocked tree network", "pm graph shows what waits for what"),
    ("matrix chart charts scatter", "pm plot draws value against effort"),
    ("rice ice wsjf moscow formula", "pm models tells of each method; pm rank --model NAME uses it"),
    ("customers accounts requests votes asks", "pm demand tells who asks for what"),
    ("ideas inbox groom grooming refine review-ideas", "pm triage goes through what waits"),
    ("config configure settings preferences env",
     "pm.yaml has the settings of a workspace, pm --help --all those of your own"),
    ("log blame changes-of changelog", "pm history ID tells how a feature came about"),
    ("compare changes",
     "pm diff tells what a change does to the plan; pm rank --models A,B compares methods"),
    ("whatif simulate scenario scenarios", "pm what-if sets scenarios side by side"),
    ("ab abtest ab-test a/b split experiments significance guardrails winner hypothesis power samplesize",
     "pm experiment tells what tests say; pm experiment size how large they have to be"),
    ("test tests testing", "pm experiment tells what tests say; pm check what is wrong in the files"),
    ("sync pull fetch load", "pm import FILE brings a backlog in, again only what has changed"),
    ("report publish share print save write slides csv excel html",
     "pm export VIEW -o FILE writes it; pm export --help lists the views"),
    ("validate lint doctor verify fix audit", "pm check tells what is wrong; --fix mends what is safe"),
    ("format tidy prettify", "pm fmt puts the keys in order"),
    ("undo revert reset restore", "git restore FILE brings it back: everything is in the files"),
    ("merge duplicates dedupe", "pm triage merges one feature into another"),
    ("setup install bootstrap", "pm init begins a workspace"),
    ("man docs manual commands usage", "pm --help lists the commands"),
)  # fmt: skip
SYNONYMS = {word: sentence for words, sentence in _WORDS for word in words.split()}
"""The sentence for each word."""

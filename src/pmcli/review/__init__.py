"""Two revisions of a backlog compared, and the history of a feature.

Read `revisions` first: `review` makes a `Difference` of two revisions. `changes` compares two backlogs and
says why ranks and periods moved; `history` follows a feature through the commits, `promises` the agreed
plan. Words for it: views.diff.
"""

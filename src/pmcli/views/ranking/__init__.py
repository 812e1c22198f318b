"""The ranking as it is shown: table, document, export, and why a feature stands where it stands.

Read first `table.py` (`pm rank`); then `explanation.py`, `unranked.py` and `comparison.py` (`pm explain`);
`arithmetic.py` prints numbers so that sums can be recomputed.
"""

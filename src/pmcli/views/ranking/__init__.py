"""The ranking as it is shown: table, document, export, and why a feature stands where it stands.

Read first `table.py` (`pm rank`); then `explanation.py` and `unranked.py` (`pm explain`), whose numbers
`arithmetic.py` prints so that sums can be recomputed.
"""

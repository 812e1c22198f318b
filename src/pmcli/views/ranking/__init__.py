"""The ranking as it is shown: table, document, export, and why a feature stands where it stands.

Read first `table.py` (`pm rank`); then `explanation.py`, `unranked.py` and `comparison.py` (`pm explain`);
`side_by_side.py` sets methods beside one another (`pm rank --models`), `fights.py` says why they differ and
`room.py` what each would plan; `arithmetic.py` prints numbers so that sums can be recomputed.
"""

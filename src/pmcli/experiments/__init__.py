"""What an experiment says: intervals, verdicts, sizes; plain numbers in, plain results out.

Read first: `result.py` (what comes out), then `reading.py`, which asks `intervals`, `multiple` (several
treatments) and `verdict`. `size` says how many a test needs, `shrinkage` what to expect of a winner;
`distributions` has what the standard library lacks. Nothing here knows of files or features, so that the
confidence of a feature may rest on a verdict.
"""

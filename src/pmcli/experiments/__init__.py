"""What an experiment says: intervals, verdicts, sizes; plain numbers in, plain results out.

Read first: `result.py` (what comes out), then `reading.py`. Nothing here knows of files or features, so that
the confidence of a feature may rest on a verdict.
"""

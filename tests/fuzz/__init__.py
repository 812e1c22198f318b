"""A fuzzer that stays: cases drawn from a seed, run in this process, held against laws that hold of every run.

A `Case` is plain data (files, a history, command lines, laws) and is kept as JSON, so that a crash needs no fuzzer
to be replayed (`test_fuzz.py`). Read `case.py`, then `laws.py` (what holds), then `kinds/` (what is drawn), then
`campaign.py` (an hour of it). By hand: `python -m tests.fuzz --minutes 60`.
"""

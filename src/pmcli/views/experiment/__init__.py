"""Experiments: what was read out of them, what to do now, how large one has to be.

Read first: `readout.py` (an experiment with all that is known of it), then `page.py`.
"""

"""What was learned: planned against actual, as sums over what was delivered; plain Python.

Read first `deliveries` (what counts as a delivery, and what does not), then `posterior` (how far off the
ranges were, and what that makes of the next one), then `calibration`, which ties both to teams. `confidence`
asks how often bets came true; `winners` how much experiments move, and so what a winner is shrunk by.
"""

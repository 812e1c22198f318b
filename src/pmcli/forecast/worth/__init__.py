"""What it is worth to find a number out before the order is decided: exactly, without drawing anything.

Read first `standing` (a backlog as numbers, part by part), then `flipping` (where the least cost bends as one
number changes), `expectation` (how much of a range lies beyond a point) and `information` (the worth).
"""

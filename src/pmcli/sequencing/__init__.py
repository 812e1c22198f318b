"""Orders and plans in numbers only: `order` ranks, `engine` plans, `highs` proves, `graph` follows arcs.

Features are positions here, 0 … n−1 in id order; an arc is (dependent, prerequisite) and no arcs form a
cycle. The caller maps ids and checks for cycles.
"""

"""What first and what when: `order` ranks, `engine` plans, `highs` proves; numbers only.

Features are positions here, 0 … n−1 in id order; an arc is (dependent, prerequisite) and no arcs form a
cycle. The caller maps ids and checks for cycles.
"""

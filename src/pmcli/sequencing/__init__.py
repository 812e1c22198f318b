"""What first and what when: adjusted scores, the order, and how good it provably is.

Features are positions here, 0 … n−1 in id order; an arc is (dependent, prerequisite) and no arcs form a
cycle. The caller maps ids and checks for cycles.
"""

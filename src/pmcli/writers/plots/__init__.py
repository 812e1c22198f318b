"""Plots: charts as data, drawn in a terminal or as a file.

Read `chart` first: what there is to draw. `field` draws points and `bars` draws bars in a terminal; `file`
draws both with matplotlib, which the extra "plot" brings and which is imported late.
"""

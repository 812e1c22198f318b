"""Layout of drawn graphs: boxes in layers with few crossings, and the ways of long arcs; numbers only.

Read `layers` first: `arrange` is what pictures ask for. Its steps are `ranking` (layers), `ordering` (an
order in each), `rows` (places).
"""

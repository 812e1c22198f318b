"""Layout of drawn graphs: boxes in layers with few crossings, and the routes of long arcs; numbers only.

Read `layers` first: `arrange` is what pictures ask for. Its steps are `ranking` (layers), `ordering` (an
order in each), `rows` (places); `packing` puts parts that are not connected beside one another.
"""

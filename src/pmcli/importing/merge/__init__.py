"""Drafts of a second import set beside the features that they are: last time, here, and in the source.

Read `three_way` for the rule, then `comparing`. `memory` keeps digits of what came in; `held` are fields that
the source does not speak of; `source_match` doubts that it is the same source.
"""

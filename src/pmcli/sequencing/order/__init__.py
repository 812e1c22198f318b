"""Adjusted scores, the cheapest order, and how good it provably is; numbers only.

`order` is what the ranking asks for and says how it orders; `inherit` balances values, `arrange` puts blocks
one after another, `bound` says what no order is below. The rest are ways to order one block.
"""

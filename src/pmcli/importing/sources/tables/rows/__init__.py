"""Rows into drafts: `row` is one on its way, `names` how rows speak of one another, `draft` the way."""

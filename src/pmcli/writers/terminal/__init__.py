"""Terminal: tables and texts in cells, fitted to a width, with colours or without.

Read `text` first (a `Look`, lines of spans, widths and breaks; only here is Rich), then `grid`, which draws a
table; `layout` shares out the width among its columns.
"""

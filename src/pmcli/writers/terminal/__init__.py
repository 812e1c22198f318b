"""Terminal: tables and pages fitted to a width; Rich draws them, or `plain` where there is no terminal.

Read `look` first (what a terminal can do), then `shapes`: `tables`, `pages` and `pictures` make them of
tables, blocks and drawings, and decide what is shown and how wide; `console` has Rich draw them, and only
there it is imported.
"""

"""HTML: whole pages in one file, from blocks or from elements.

Read `markup` first (an element, and why a text is always escaped), then `document` (the frame, its policy,
its scripts under `script/`) and `blocks` (headings, facts, tables and trees as HTML).
"""

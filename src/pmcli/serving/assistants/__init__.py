"""Assistants: the tools of `pm mcp`, each a command of pm, its answer a JSON document cut to what fits.

Read `tools` first (the table of what may be called, with which arguments), then `session` (a call becomes a
command line, its answer a reply; nothing is written that was not shown), then `fitting` (how an answer is
cut). `server` is the only module that knows the protocol; all others are plain Python.
"""

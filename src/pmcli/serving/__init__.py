"""Serving: programs that stay, and answer other programs for as long as these want to know something.

`assistants` speaks the Model Context Protocol with AI assistants. What stays has no cache of answers, reads
the files anew for each question, and never imports the command line, which hands in what it needs.
"""

"""Serving: programs that stay, and answer other programs for as long as these want to know something.

`lsp` speaks the Language Server Protocol with editors, `assistants` the Model Context Protocol with AI
assistants. Each needs an extra that nothing else imports. What stays has no cache of answers, reads the files
anew for each question, and never imports the command line, which hands in what it needs.
"""

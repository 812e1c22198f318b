"""What stays and answers other programs: editors (lsp) and assistants (assistants).

Each is started by a command of its own, speaks a protocol over the standard streams, and needs an extra that
nothing else imports.
"""

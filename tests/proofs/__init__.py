"""What real tools make of what `pm` writes: a browser, an office, the parsers of others.

They are skipped where a tool is missing; with PM_PROOFS=all in the environment that is a failure.
"""

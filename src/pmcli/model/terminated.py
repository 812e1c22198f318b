"""The end of a run that another program asked for."""

from __future__ import annotations


class Terminated(KeyboardInterrupt):
    """Raised where the process is told to end (SIGTERM), or its terminal goes away (SIGHUP).

    To all it is the same as Ctrl-C, but to those who wait for a program that hears Ctrl-C itself.
    """

"""Workspaces: a folder or a git revision opened, its texts loaded into a backlog, its files written.

Nothing outside this room reads or writes files of a workspace, or asks git. Read first `opening.py`
(OpenWorkspace), then `loading.py` (texts to a backlog) and `files.py` (disk and git).
"""

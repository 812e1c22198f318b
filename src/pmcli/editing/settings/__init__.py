"""The settings of editors, so that they know which schema is whose: every other byte of a file is kept."""

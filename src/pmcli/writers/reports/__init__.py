"""Reports: the findings of `pm check` in the formats of CI systems, in text and as JSON documents.

Read `result` first: the `Report` that each format is written from, one file a format, listed in `formats`
(apart, for most runs of `pm check` write text and need none of them).
"""

"""The mark in files that pm writes, by which it knows them again, and the characters that it writes out."""

from __future__ import annotations

from typing import Final

WORDS: Final = "Written by pm"
TOLD: Final = "change the backlog, not this file"
NEAR: Final = 1024
"""Bytes from the start of a file within which the mark stands."""
HIDDEN: Final = (
    "\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f"
    "\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ud800-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U0010ffff"
)
"""The characters that are written out, for use between the brackets of a regular expression."""

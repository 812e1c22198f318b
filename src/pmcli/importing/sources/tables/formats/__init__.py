"""Formats that are tables: `dialect` and `json_format` read those that are data, the rest is any other."""

"""Plain data, lists and maps as JSON and YAML have them, into items and rows."""

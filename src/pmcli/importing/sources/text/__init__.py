"""Features that are kept as text in git: YAML, front matter, lists in Markdown."""

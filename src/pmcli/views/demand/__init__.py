"""The views of what accounts ask for: `page` for people, `document` for machines."""

"""Meanings: `columns` by names, `choosing` by content too, `group_heads` of what stands above rows."""

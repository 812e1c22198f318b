"""What `pm export` writes, read again by the parsers of others."""

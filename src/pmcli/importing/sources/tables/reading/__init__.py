"""Files into tables: read `readers` first, which knows a reader for each kind of file."""

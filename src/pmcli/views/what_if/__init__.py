"""Scenarios side by side: as a page, as records and as a document. Read first `page`."""

"""Fields of drafts from the cells of a row, a file for each kind of cell."""

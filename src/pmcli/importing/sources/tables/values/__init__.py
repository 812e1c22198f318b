"""What stands in cells: `cells` for numbers and lists, a file for each kind of value."""

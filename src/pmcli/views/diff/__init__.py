"""What a change does, written: for a terminal, for a pull request, for machines."""

"""What several people rated: the screens of `pm ratings` and `pm triage --as`, and their document."""

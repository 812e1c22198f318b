"""What is worth finding out: the screen of `pm worth`, its tables and its document."""

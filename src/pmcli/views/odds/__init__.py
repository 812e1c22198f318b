"""What will be delivered by when: the screen of `pm odds` and its document."""

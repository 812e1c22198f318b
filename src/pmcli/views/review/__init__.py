"""The review for a leadership meeting: the page (`export`), its parts (`status`), the changes (`changed`)."""

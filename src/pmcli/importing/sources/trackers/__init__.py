"""Trackers whose exports need code: Jira, Linear, GitHub; and what Jira and GitHub take in."""

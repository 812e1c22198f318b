"""What when: features in periods, within teams, dates and dependencies, every placement explained."""

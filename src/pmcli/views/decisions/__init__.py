"""The views of decisions: the list of all (`table`) and the effect of one before it is written (`effect`)."""

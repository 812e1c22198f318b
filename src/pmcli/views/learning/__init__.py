"""What was learned from what shipped: the screen of `pm learn`, its tables and its document."""

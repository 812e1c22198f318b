"""What was learned: planned against actual, as sums over what was delivered; plain Python."""

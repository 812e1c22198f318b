"""Case studies: what became of a feature that shipped, from the problem to what was learned."""

"""How sure: ranks, delivery and the worth of estimates over many possible futures; the only sums with numpy.

Read first `inputs` (the numbers that nobody knows for sure), then `futures` (their draws).
"""

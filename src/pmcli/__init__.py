"""`pm`: a backlog prioritizer for product managers."""

__version__ = "0.1.0"

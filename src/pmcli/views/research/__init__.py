"""Research: what is known of a problem, how sure one may be of it, and what is missing."""

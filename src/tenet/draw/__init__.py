"""Draw a spec's networks: one page to look at, that holds all it needs."""

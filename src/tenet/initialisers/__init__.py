"""The distributions from which parameters start."""

"""The losses, one file for each way of comparing."""

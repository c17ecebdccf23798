"""The metrics, one file for each way of judging."""

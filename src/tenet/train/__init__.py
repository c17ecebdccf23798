"""The neutral half of training: rows, clock, stopping, metrics, checkpoints, history."""

"""What training settings mean: the same on every backend."""

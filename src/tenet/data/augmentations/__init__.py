"""Changes at random of each row while training, a file a change."""

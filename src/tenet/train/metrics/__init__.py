"""How each metric is computed, mirroring tenet.policy.metrics."""

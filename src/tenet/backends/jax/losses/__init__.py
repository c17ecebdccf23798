"""How JAX writes each loss, mirroring tenet.policy.losses."""

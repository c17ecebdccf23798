"""The formula of each optimizer in JAX, mirroring tenet.policy.optimizers."""

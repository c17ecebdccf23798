"""How PyTorch makes each optimizer, mirroring tenet.policy.optimizers."""

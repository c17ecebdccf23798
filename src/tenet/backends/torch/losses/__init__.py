"""How PyTorch writes each loss, mirroring tenet.policy.losses."""

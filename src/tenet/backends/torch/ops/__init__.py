"""How PyTorch writes each operation, mirroring tenet.ops."""

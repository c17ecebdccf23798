"""How JAX writes each operation, mirroring tenet.ops."""

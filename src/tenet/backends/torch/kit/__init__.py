"""Functions and modules whose text goes into emitted PyTorch source where a network needs them."""

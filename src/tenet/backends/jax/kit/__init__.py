"""Functions whose text goes into emitted JAX source where a network needs them."""

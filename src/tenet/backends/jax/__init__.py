"""JAX: pure functions over a dictionary of parameters, and an engine that runs exactly them."""

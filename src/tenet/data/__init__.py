"""From a table to tensors: what sources, transforms and splits mean, and how they are fitted."""

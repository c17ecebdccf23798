"""PyTorch: readable source, and an engine that trains by running exactly that source."""

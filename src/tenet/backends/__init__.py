"""What the graph becomes: source for PyTorch and for JAX, a model for ONNX."""

"""How ONNX expresses each operation, mirroring tenet.ops."""

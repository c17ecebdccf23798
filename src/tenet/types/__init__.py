"""What a tensor is before it exists: element type, sizes, and the range of its elements."""

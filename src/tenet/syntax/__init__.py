"""From text to a located tree, and back to text in the one canonical style."""

"""What may be named in a spec: definitions with typed settings, found by kind and name."""

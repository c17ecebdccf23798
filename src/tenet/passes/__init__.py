"""Graph to graph: one file a pass; `pipeline` holds the orders."""

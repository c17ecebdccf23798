"""From the tree to the graph: names looked up, static values computed, every shape derived."""

"""Questions asked of a graph, one file each."""

"""What a project asks of every check: which rules are reported, and which findings are known already."""

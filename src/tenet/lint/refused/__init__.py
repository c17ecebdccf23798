"""Practices that need no rule, since the language refuses what they warn of: a file for each group."""

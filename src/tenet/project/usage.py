"""What is asked for in a way that nobody understands."""

from __future__ import annotations


class WrongUsage(Exception):
    """The command line, or the settings of a project, do not say what to do; the words say why."""

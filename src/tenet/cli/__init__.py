"""The command line: one file a command, in `commands`; everything else is below."""

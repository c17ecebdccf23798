"""The sections of the page, a file for each: its `TITLE`, its place, and what it shows of a run, if anything."""

"""The pages of all that a spec can name or break: for `tenet ops`, `tenet explain`, the docs and editors."""

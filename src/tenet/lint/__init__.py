"""The linter: rules of good practice that ask questions of a spec, and the engine that runs them."""

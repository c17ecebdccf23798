"""The language server: an editor is shown what the compiler knows."""

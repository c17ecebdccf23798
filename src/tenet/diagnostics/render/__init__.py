"""The forms in which findings are shown: one file each, all called `render(diagnostics, files)`."""

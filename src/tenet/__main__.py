"""`python -m tenet`: the same as the command `tenet`."""

from __future__ import annotations

from tenet.cli.main import main

if __name__ == "__main__":
    main()

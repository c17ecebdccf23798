"""How well the linter tells what is wrong with real faulty programs, with mutants, and nothing with sound ones."""

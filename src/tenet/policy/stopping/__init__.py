"""The rules by which training ends early."""

"""How far predicted moments are from those of networks that are run."""

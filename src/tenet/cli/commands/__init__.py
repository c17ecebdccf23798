"""The commands: a module `x` holds a function `x`, whose parameters are the options of `tenet x`."""

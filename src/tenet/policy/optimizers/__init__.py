"""The optimizers, one file for each rule of moving parameters."""

"""How each augmentation is done to a row, mirroring tenet.data.augmentations."""

"""How each way of cleaning is done to a table, mirroring tenet.data.cleaning."""

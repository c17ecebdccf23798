"""What `rows` says of the table, one file for each way of cleaning it."""

"""What is kept on this disk between runs; all of it can be computed or paid for again."""

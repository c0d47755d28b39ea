"""What is kept on this disk between runs."""

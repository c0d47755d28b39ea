"""What the program works with, as values, and the pure functions over them."""

"""What readers have in common."""

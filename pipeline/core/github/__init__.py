"""What GitHub's objects are called, and text that is safe to show there."""

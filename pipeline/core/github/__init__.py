"""What GitHub's objects are called, and how foreign text is shown there without effect."""

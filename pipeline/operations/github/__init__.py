"""What the workflows run: queues, pull requests, comments, checks and issues."""

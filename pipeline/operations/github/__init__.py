"""What the workflows on GitHub run: queue, publish, triage, refresh, comment, fix and check."""

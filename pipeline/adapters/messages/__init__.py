"""A language model over HTTP: calls, batches, budgets and faults."""

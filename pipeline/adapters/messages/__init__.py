"""A language model over HTTP: calls, batches, budgets, deadlines and faults."""

"""Questions, answers and running text to train a model on, made by code from claims and links."""

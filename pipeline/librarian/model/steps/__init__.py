"""The questions to the model, one module each, with `request(…)` and `read(…)`, which do no I/O."""

"""The questions to the model, one module each: `request(…)` and `read(…)`, neither doing I/O."""

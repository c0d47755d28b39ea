"""The issues that lint keeps in step with what it finds."""

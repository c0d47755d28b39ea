"""The issues that the lint and the doctor keep in step with what they find."""

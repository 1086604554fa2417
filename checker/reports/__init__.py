"""Faces of the result tree: one module a format, each a function from `Run` to text."""

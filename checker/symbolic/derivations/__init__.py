"""Chains of expressions: whether each step is true, and explained by one rule."""

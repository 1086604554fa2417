"""Expressions with shared parts, and their derivatives."""

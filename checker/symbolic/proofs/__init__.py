"""Proofs that two expressions are equal everywhere in a domain."""

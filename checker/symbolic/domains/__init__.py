"""What symbols stand for, and what follows of the signs of expressions."""

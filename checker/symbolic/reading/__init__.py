"""What is handed in, from SymPy's objects, texts and trees to expressions."""

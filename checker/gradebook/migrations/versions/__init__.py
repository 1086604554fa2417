"""Steps from one shape of the gradebook to the next, in the order of their numbers."""

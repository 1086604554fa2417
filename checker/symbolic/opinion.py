"""placeholder"""
def sympy_proves(store, got, want, domain): return False

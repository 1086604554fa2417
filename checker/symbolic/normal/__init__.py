"""Normal forms: rational functions of independent exponentials, logarithms, roots and other kernels."""

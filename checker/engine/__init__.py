"""From submissions to results: plan.py decides what is asked, task.py grades one, local.py grades a class."""

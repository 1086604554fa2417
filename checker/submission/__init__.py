"""What students handed in: files become `Submission`s, and nothing of theirs is run or parsed here."""

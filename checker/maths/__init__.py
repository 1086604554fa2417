"""Mathematics that the judges share."""

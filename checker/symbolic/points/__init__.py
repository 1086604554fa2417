"""Points of a domain at which two expressions may differ, and the looking there."""

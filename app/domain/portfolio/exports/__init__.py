"""Activities to files that can be read back exactly."""

"""Where intake meets Redis, and the flush meets each database's bulk load."""

"""What is traded: symbols, and what is known and kept of them."""

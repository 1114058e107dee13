"""Start everything on one machine: `python -m launch` is what `make run` runs."""

"""Users' rules: edited, tried out, run, undone."""

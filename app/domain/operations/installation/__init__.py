"""The installation as its operator sees it: its parts, and what is wrong with them."""

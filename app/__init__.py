"""The application: everything that would be true even if HTTP did not exist."""

"""The application: everything that would be true even if HTTP did not exist."""

VERSION = "0.1.0"

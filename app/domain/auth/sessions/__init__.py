"""Sessions and the places that people sign in from."""

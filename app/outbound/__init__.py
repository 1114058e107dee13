"""Requests to services outside: banks' providers, exchanges."""

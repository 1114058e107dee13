"""Requests to services outside: banks' providers, exchange rates, users' webhooks, mail."""

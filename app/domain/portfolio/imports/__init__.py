"""Brokers' files: brought, previewed by a worker, stored once, taken back as a whole."""

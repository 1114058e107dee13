"""The demo: two accounts, four months of everyday payments, and new ones every few seconds.

Everything arrives through the public API, as it would from anyone else.
"""

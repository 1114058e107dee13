"""Alerts: what users want to hear of, and how they hear of it: on the page, by e-mail, by webhook.

Prices and portfolios, balances and payments belong to other domains, which know nothing of this one: they
tell those who registered to hear of changes.
"""

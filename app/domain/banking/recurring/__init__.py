"""Payments that come again: subscriptions, rent, wages."""

"""Signals: what a forecast means once costs are paid. Never an order, and no advice."""

"""Candles from exchanges: whole spans by collections, each new minute by the live task, years from files."""

"""Histories of one symbol's closes as files: charts of Yahoo and CoinGecko, tables."""

"""What a portfolio holds or held: one investment per symbol."""

"""What portfolios and markets share: a price, its event and topic, and what a source of prices offers."""

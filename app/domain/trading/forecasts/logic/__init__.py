"""Pure parts of forecasts: the distribution at a horizon, and the bytes a trained forecaster is stored as."""

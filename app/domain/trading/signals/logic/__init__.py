"""Pure parts of signals: the rule, its reasons in words, and its walk-forward backtest with costs."""

"""Measures of dated amounts and of series, by formulas that know no portfolio: XIRR, drawdown, risk; pure."""

"""What the rule of signals is set to."""

from __future__ import annotations

from app.domain.trading.signals.logic.terms import SignalSettings
from app.services import services


def signal_settings() -> SignalSettings:
    """Return the costs and the probability that the settings name."""
    told = services().settings
    return SignalSettings(
        commission_bps=told.trade_commission_bps,
        spread_bps=told.trade_spread_bps,
        slippage_bps=told.trade_slippage_bps,
        min_probability=told.signal_min_probability,
    )

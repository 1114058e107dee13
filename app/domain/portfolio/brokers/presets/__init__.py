"""Presets, one file each. The first that fits is taken: columns of their own stand before general ones."""

from __future__ import annotations

from app.domain.portfolio.brokers.presets.coinbase import COINBASE
from app.domain.portfolio.brokers.presets.degiro import DEGIRO
from app.domain.portfolio.brokers.presets.fidelity import FIDELITY
from app.domain.portfolio.brokers.presets.ghostfolio_csv import GHOSTFOLIO_CSV
from app.domain.portfolio.brokers.presets.ghostfolio_json import GHOSTFOLIO_JSON
from app.domain.portfolio.brokers.presets.ibkr_flex import IBKR_FLEX
from app.domain.portfolio.brokers.presets.ibkr_flex_xml import IBKR_FLEX_XML
from app.domain.portfolio.brokers.presets.ibkr_statement import IBKR_STATEMENT
from app.domain.portfolio.brokers.presets.kraken import KRAKEN
from app.domain.portfolio.brokers.presets.portfolio_performance import PORTFOLIO_PERFORMANCE
from app.domain.portfolio.brokers.presets.preset import DocumentPreset, TablePreset
from app.domain.portfolio.brokers.presets.revolut import REVOLUT_CRYPTO, REVOLUT_STOCKS
from app.domain.portfolio.brokers.presets.schwab import SCHWAB
from app.domain.portfolio.brokers.presets.tidewatch import TIDEWATCH_CSV, TIDEWATCH_JSON
from app.domain.portfolio.brokers.presets.trading212 import TRADING212
from app.domain.portfolio.brokers.presets.wealthfolio import WEALTHFOLIO

TABLES: tuple[TablePreset, ...] = (
    TIDEWATCH_CSV,
    TRADING212,
    KRAKEN,
    COINBASE,
    DEGIRO,
    IBKR_FLEX,
    SCHWAB,
    FIDELITY,
    PORTFOLIO_PERFORMANCE,
    REVOLUT_STOCKS,
    REVOLUT_CRYPTO,
    WEALTHFOLIO,
    GHOSTFOLIO_CSV,
)
DOCUMENTS: tuple[DocumentPreset, ...] = (TIDEWATCH_JSON, GHOSTFOLIO_JSON, IBKR_FLEX_XML, IBKR_STATEMENT)

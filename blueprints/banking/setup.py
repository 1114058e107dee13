"""Banking over HTTP and in a terminal: what is mounted; openapi.py says what the description needs."""

from __future__ import annotations

from apiflask import APIFlask

from blueprints.banking import cli
from blueprints.banking.accounts import bp as accounts
from blueprints.banking.admin import bp as admin
from blueprints.banking.bt_pay import bp as bt_pay
from blueprints.banking.categories import bp as categories
from blueprints.banking.connectors import bp as connectors
from blueprints.banking.imports import bp as imports
from blueprints.banking.openapi import describe as describe
from blueprints.banking.routes import bp
from blueprints.banking.rules import bp as rules
from blueprints.banking.webhook_inbox import bp as webhook_inbox

PROBLEMS = {"banking.get_transaction": {409}, "banking_admin": {409, 422}}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    app.register_blueprint(bp, url_prefix="/api")
    app.register_blueprint(admin, url_prefix="/api/admin")
    for each in (accounts, connectors, imports, categories, rules):
        app.register_blueprint(each, url_prefix="/api")
    app.register_blueprint(webhook_inbox, url_prefix="/api/admin")
    app.register_blueprint(bt_pay, url_prefix="/finance/api/bt-pay")
    cli.register_commands(app)

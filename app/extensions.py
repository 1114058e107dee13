"""The libraries' objects, created unbound; the factory binds them to an app."""

from __future__ import annotations

import ipaddress
from typing import Any

import msgspec
from celery import Celery
from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from redis import Redis
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from app.services import services

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of every table; names its constraints so that migrations can drop them."""

    metadata = MetaData(naming_convention=NAMING)


class FastJson:
    """The json module that Socket.IO uses: msgspec, several times faster than the standard one."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as exc:
            raise ValueError(str(exc)) from exc  # what the standard module raises and the library expects


db = SQLAlchemy(model_class=Base)
jwt = JWTManager()
socketio = SocketIO()
celery = Celery("tidewatch")


def redis() -> Redis:
    """Return the app's Redis client: one pool per process, answers in bytes."""
    return services().redis


def client_address() -> str:
    """Return the caller's address; a proxy's word counts only where TRUSTED_PROXIES allows it."""
    from flask import request

    return request.remote_addr or "unknown"


def address_block(ip: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one IPv6 customer holds."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def client_block() -> str:
    """Return the caller's address as limits count it."""
    return address_block(client_address())


limiter = Limiter(key_func=client_block, strategy="moving-window")

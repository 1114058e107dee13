"""Sending to addresses that users name: public ones alone, at the very address that was looked at.

An address of this machine or its network would let a user reach through it what they cannot reach by
themselves. So the name is looked up once, every address of it has to be public, and the connection goes to
one of those: a name that answers otherwise a moment later changes nothing. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError

from app.outbound.deadline import timed_pools
from app.outbound.errors import BrokenAnswer, ProviderAway

CONNECT_TIMEOUT_S = 3.05
WHOLE_ANSWER_S = 10.0
MAX_ANSWER_BYTES = 64 * 1024
MAX_URL_LETTERS = 2_000


class AddressRefused(Exception):
    """This address cannot be sent to."""


class Target(NamedTuple):
    """An address taken apart. is_private: its host is one that the operator allows in their own network."""

    scheme: str
    host: str
    port: int
    path: str
    is_private: bool


def target_of(url: str, private_hosts: Collection[str] = ()) -> Target:
    """Take an address apart that a user named. Raises AddressRefused, with a sentence for them.

    https alone, or http too to one of `private_hosts`; no name or password in it, no private address.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as exc:
        raise AddressRefused("This is no address") from exc
    is_private = host in private_hosts
    if parts.scheme != "https" and not (parts.scheme == "http" and is_private):
        raise AddressRefused("Expected an address that begins with https://")
    if not host or len(url) > MAX_URL_LETTERS or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused("This is no address")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("An address holds no name or password")
    if not is_private and _is_inner(host):
        raise AddressRefused(INNER)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path, is_private)


INNER = "This address is not a public one"


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a body; return the status of the answer, whatever it is.

    Raises AddressRefused where the name leads into a private network, ProviderAway where nobody answers,
    BrokenAnswer where what answers is not HTTP.
    """
    address = _public_address(target)
    try:
        with _pool(target, address) as pool:
            answer = pool.request(
                "POST",
                target.path,
                body=body,
                headers={"Host": _host_header(target), "User-Agent": "Tidewatch", **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT_S, total=WHOLE_ANSWER_S),
            )
            answer.read(MAX_ANSWER_BYTES)
            answer.close()
            return answer.status
    except urllib3.exceptions.ProtocolError as exc:
        raise BrokenAnswer("What answers there does not speak HTTP, or broke off.") from exc
    except (HTTPError, OSError) as exc:
        raise ProviderAway("Nobody answers there.") from exc


def _pool(target: Target, address: str) -> urllib3.HTTPConnectionPool:
    pool = timed_pools(WHOLE_ANSWER_S)[target.scheme]
    if target.scheme == "http":
        return pool(address, target.port)
    return pool(
        address,
        target.port,
        server_hostname=target.host,
        assert_hostname=target.host,
        ca_certs=DEFAULT_CA_BUNDLE_PATH,
        cert_reqs="CERT_REQUIRED",
    )


def _host_header(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port in {80, 443} else f"{host}:{target.port}"


def _public_address(target: Target) -> str:
    """Look a name up; refuse it where any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise ProviderAway("There is no such host.") from exc
    addresses = [str(each[4][0]) for each in found]
    if not target.is_private and any(_is_inner(each) for each in addresses):
        raise AddressRefused(INNER)
    return addresses[0]


def _is_inner(host: str) -> bool:
    """Tell whether a host is, by its address, not on the public internet; a name is not known yet."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".internal", ".local"))
    if address.version == 6 and not any(address in each for each in (GLOBAL_UNICAST, NAT64)):
        return True
    return address.is_multicast or not all(each.is_global for each in (address, *_within(address)))


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 one leads to: mapped, 6to4, or by NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [each for each in (address.ipv4_mapped, address.sixtofour) if each is not None]
    if address in NAT64:
        found.append(ipaddress.IPv4Address(address.packed[-4:]))
    return found


GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that IANA hands out; what stands for IPv4 elsewhere, as `::127.0.0.1`, is somebody's own."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

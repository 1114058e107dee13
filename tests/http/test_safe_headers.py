"""What answers tell browsers not to do."""

import pytest


def policy(answer):
    found = dict(
        part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";")
    )
    return {name: value.split() for name, value in found.items()}


PAGES = ["/", "/index.html", "/settings", "/api/docs"]
SOCKETS = [
    "/socket.io/",
    "/socket.io/?EIO=4&transport=polling&sid=none",
    "/socket.io/?EIO=4&transport=polling",
]
APIS = ["/api/health", "/api/auth/profile", "/api/openapi.json", "/api/nothing", "/metrics", *SOCKETS]


@pytest.mark.parametrize("path", [*PAGES, *APIS])
def test_every_answer_forbids_sniffing_framing_and_devices(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(
        headers["Permissions-Policy"].split(", ")
    )


@pytest.mark.parametrize("path", APIS)
def test_an_answer_of_the_api_may_load_nothing(client, path):
    assert policy(client.get(path)) == {"default-src": ["'none'"], "frame-ancestors": ["'none'"]}


@pytest.mark.parametrize("path", SOCKETS)
def test_what_sockets_say_in_polls_is_not_kept(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"
    refused = client.post(path, data=b"x" * 20_000)
    assert (refused.status_code, refused.headers["X-Content-Type-Options"]) == (413, "nosniff")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_and_asks_only_what_comes_from_here(client, path):
    told = policy(client.get(path))
    assert told["connect-src"] == ["'self'"]
    assert told["frame-ancestors"] == told["base-uri"] == ["'none'"]
    assert told.get("script-src", told["default-src"]) == ["'self'"]


@pytest.mark.settings(trusted_proxies=1)
def test_https_by_a_trusted_proxys_word_is_kept_to(client):
    https = client.get("/api/health", headers={"X-Forwarded-Proto": "https"})
    assert https.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/api/health").headers


def test_https_by_anybodys_word_is_not(client):
    answer = client.get("/api/health", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in answer.headers


def warnings(capsys):
    return capsys.readouterr().out.count("proxy.not_trusted")


def test_a_proxy_that_is_not_trusted_is_told_once(client, capsys):
    for number in range(3):
        client.get("/api/health", headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert warnings(capsys) == 1


def test_without_a_proxy_nothing_is_told(client, capsys):
    client.get("/api/health")
    assert warnings(capsys) == 0


@pytest.mark.settings(trusted_proxies=1)
def test_of_a_trusted_proxy_nothing_is_told(client, capsys):
    client.get("/api/health", headers={"X-Forwarded-For": "203.0.113.1"})
    assert warnings(capsys) == 0

"""Serve the app with eventlet: the only place, with wsgi.py, that knows the server."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import structlog
from apiflask import APIFlask

from app.config import Settings
from app.realtime.replica import drain, start_replica
from app.security import run_blocking_with
from launch.memory import give_back_free

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from launch.http import StrictProtocol

BACKLOG = 4096
MAX_GREENLETS = 8192
"""Room for every socket (each holds one) and for a burst of requests on top."""
DRAIN_S = 10


def serve(app: APIFlask, settings: Settings) -> None:
    """Listen until SIGTERM or SIGINT, then finish the requests that are in flight and let the sockets go."""
    if settings.async_mode != "eventlet":
        _serve_with_threads(app, settings)
        return
    import eventlet
    import eventlet.tpool
    import eventlet.wsgi

    from launch.http import IDLE_S
    from launch.names import look_up_in_threads

    protocol = _limited_protocol(settings)
    run_blocking_with(eventlet.tpool.execute)
    look_up_in_threads()
    listener = eventlet.listen((settings.host, settings.port), backlog=BACKLOG, reuse_port=False)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pool = eventlet.GreenPool(MAX_GREENLETS)
    _stop_on_signal(listener, lambda: eventlet.spawn(drain, app))
    start_replica(app)
    eventlet.spawn(give_back_free, eventlet.sleep, eventlet.tpool.execute)
    gc.collect()
    gc.freeze()  # what is loaded stays; searching it for garbage again and again took 100 ms each time
    structlog.get_logger().info("web.listening", host=settings.host, port=settings.port)
    eventlet.wsgi.server(
        listener,
        with_chunked_bodies(without_compressed_sockets(app)),
        custom_pool=pool,
        log_output=False,
        keepalive=IDLE_S,
        socket_timeout=IDLE_S,
        url_length_limit=16_384,
        minimum_chunk_size=1,  # a line of an event stream leaves at once, not with 4 KiB of them
        protocol=protocol,
        debug=False,
    )


def _limited_protocol(settings: Settings) -> type[StrictProtocol]:
    """Set the limits of reading requests and WebSockets in this process."""
    from app.extensions import socketio
    from launch.http import StrictProtocol
    from launch.websocket import BoundedWebSocketWSGI

    StrictProtocol.deadline_s = settings.request_deadline_s
    if not settings.trusted_proxies:  # behind a proxy all connections come from its address
        StrictProtocol.max_per_address = settings.max_connections_per_address
    engine = socketio.server.eio
    engine._async = {**engine._async, "websocket": BoundedWebSocketWSGI}
    return StrictProtocol


def without_compressed_sockets(app: WSGIApplication) -> WSGIApplication:
    """Decline permessage-deflate, which browsers offer: it costs a zlib for each open socket."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return app(environ, start_response)

    return call


def with_chunked_bodies(app: WSGIApplication) -> WSGIApplication:
    """Say that eventlet ends a body that comes in chunks; without the word Werkzeug reads it as empty."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
            environ["wsgi.input_terminated"] = True
        return app(environ, start_response)

    return call


def _stop_on_signal(listener: Any, begin_to_drain: Callable[[], object]) -> None:
    """Have a signal end the accept loop, which then waits for the requests that run."""
    import eventlet.hubs

    hub, loop = eventlet.hubs.get_hub(), eventlet.getcurrent()

    def end() -> None:
        begin_to_drain()
        loop.throw(KeyboardInterrupt)  # comes back here once the loop waits
        listener.close()

    def stop(*_: Any) -> None:
        # Raised here, it would cut off the request that happens to run. Some never end by themselves,
        # hence the limit: the kernel's alarm, for we may be inside eventlet's hub, where nothing may wait.
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.alarm(DRAIN_S)
        hub.schedule_call_global(0, end)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _serve_with_threads(app: APIFlask, settings: Settings) -> None:
    from app.extensions import socketio

    start_replica(app)
    socketio.run(app, host=settings.host, port=settings.port, allow_unsafe_werkzeug=True)

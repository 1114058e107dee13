"""Bodies read strictly: what is too long, ambiguous or not JSON at all is refused, not cut or guessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

import msgspec
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream, get_input_stream

from app.errors import BadRequest, FieldError, Invalid, UnsupportedType

T = TypeVar("T")


def read_json(body: bytes, *, parse_float: Callable[[str], Any] = float) -> Any:
    """Read JSON strictly: UTF-8, no NaN, no key twice in an object. Raises BadRequest.

    parse_float: what numbers with a point become; Decimal where they are money.
    """
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_float=parse_float
        )
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False, default=str).encode()  # half a surrogate pair is no text
        return value
    except (ValueError, ArithmeticError, RecursionError) as exc:
        raise BadRequest(f"The body is not valid JSON: {_reason(exc)}") from exc


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names the same key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _reason(exc: Exception) -> str:
    if isinstance(exc, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(exc, UnicodeEncodeError):
        return "a text holds half a surrogate pair"
    return "it is nested too deeply" if isinstance(exc, RecursionError) else str(exc)


class WholeStream(LimitedStream):
    """A body that does not say its length: one byte past the limit it is refused.

    The library's own ends there in silence, so that the beginning of a body passes for all of it.
    """

    def on_exhausted(self) -> None:
        if self._stream.read(1):
            raise RequestEntityTooLarge

    def readall(self) -> bytes:
        found = super().readall()
        if found and self.is_exhausted:
            self.on_exhausted()
        return found


class StrictRequest(Request):
    """A request whose body is all there, and whose JSON body must say that it is JSON, and be it.

    body_may_be_left_out: an empty body stands for an empty object.
    """

    body_may_be_left_out = False

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body; past `max_content_length` it is 413, chunked or not."""
        limit = self.max_content_length
        if self.content_length is None and limit is not None and "wsgi.input_terminated" in self.environ:
            return cast(IO[bytes], WholeStream(self.environ["wsgi.input"], limit, is_max=True))
        return get_input_stream(self.environ, max_content_length=limit)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        if self.body_may_be_left_out and not self.get_data(cache=True):
            return {}
        if not self.is_json:
            raise UnsupportedType
        value = read_json(self.get_data(cache=cache))
        if value is None:  # APIFlask would take it for an empty object
            raise Invalid(errors=[{"pointer": "", "message": "Expected an object"}])
        return value


def convert(raw: Any, kind: type[T]) -> T:
    """Check a decoded JSON value against a struct. Raises Invalid, which names the field."""
    try:
        return msgspec.convert(raw, kind, str_keys=True)
    except msgspec.ValidationError as exc:
        raise Invalid(errors=[field_error(exc)]) from exc


def field_error(problem: msgspec.ValidationError) -> FieldError:
    """Turn msgspec's sentence ('Expected `int`, got `str` - at `$.amount`') into a pointer and a message."""
    text, _, path = str(problem).partition(" - at `$")
    pointer = path.rstrip("`").replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")
    if "unknown field `" in text or "missing required field `" in text:
        name = text[text.index("`") + 1 : text.rindex("`")]
        pointer = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
    return {"pointer": pointer, "message": text}

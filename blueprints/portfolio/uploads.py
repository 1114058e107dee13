"""Files that a request brings."""

from __future__ import annotations

from flask import request

from app.errors import Invalid, UnsupportedType


def sent_file(otherwise: str = "filename") -> tuple[bytes, str]:
    """Return the content and the name of the form's `file`, or of the body.

    otherwise: the query parameter by which a body of JSON is told to be a file. Raises Invalid,
    UnsupportedType.
    """
    if request.mimetype == "multipart/form-data":
        given = request.files.get("file")
        if given is None:
            raise Invalid(errors=[{"pointer": "file", "message": "Send the file as the form's `file`"}])
        return given.read(), given.filename or "file"
    if request.is_json and not request.args.get(otherwise):
        raise UnsupportedType(f"Send the file as a form's `file`, or as the body with ?{otherwise}=")
    return request.get_data(cache=False), request.args.get("filename", "file")[:200]

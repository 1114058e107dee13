"""The API's fast intake: checked, queued, flushed in bulk.

Promise: what was answered 202 is stored once, whichever process dies.
"""

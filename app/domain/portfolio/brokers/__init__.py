"""Files of brokers and other portfolio programs, one preset each: bytes to checked activities.

`reader.read_broker_file` reads any of them; `detection.detect` tells which preset fits; a `Mapping` says
how to read a table that no preset knows. Nothing is stored.
"""

"""Files of brokers and other portfolio programs: bytes to checked activities, and activities to files.

`reader.read_broker_file` reads any of them; `detection.detect` tells which preset fits; a `Mapping` says
how to read a table that no preset knows. Everything here is pure: what is uncertain comes back as a question
or as a problem of its row, and nothing is stored.
"""

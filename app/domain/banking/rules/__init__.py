"""The pure rules of banking, by noun: no session, no clock, no I/O."""

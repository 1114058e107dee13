"""Money that moves: transactions taken in fast, flushed in bulk, listed and summed.

Jobs: banking.flush_intake every five seconds, and at once when many wait.
"""

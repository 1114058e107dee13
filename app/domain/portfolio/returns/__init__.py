"""Returns: what a portfolio cost, gained and returned; pure, from activities, closes and rates in memory.

`performance.performance` is the answer to all questions at once; docs/returns.md says by which formulas.
"""

"""Models of an hour's price to come: what they learn from, what they say, and the eight there are.

`catalogue.MODELS` lists them, the naive ones first. All of it is pure; a package that weighs much is imported
where a model is fitted (statsmodels, arch) or in `networks` (jax), never by a web process.
"""

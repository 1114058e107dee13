"""The rooms: auth, banking, portfolio, trading; each with models, rules, service, events, errors."""

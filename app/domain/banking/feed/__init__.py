"""Banks' providers: connections, their webhooks, and the fetching of what is new."""

"""Where messages may be sent besides the page: the webhooks of users."""

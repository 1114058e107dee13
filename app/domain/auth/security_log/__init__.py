"""What happened to accounts, for their owners and for admins."""

"""Messages to users, and the outbox that delivers each by the channels that were chosen for it."""

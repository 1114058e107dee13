"""What an operator needs on the second day: backups, what workers do, what is wrong."""

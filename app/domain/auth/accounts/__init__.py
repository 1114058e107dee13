"""What owners do with their accounts: register, change, secure."""

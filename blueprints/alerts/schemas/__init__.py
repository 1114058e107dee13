"""What requests and answers about alerts look like."""

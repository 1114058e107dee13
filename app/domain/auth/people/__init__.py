"""What administrators do with other people's accounts, over HTTP and in a terminal."""

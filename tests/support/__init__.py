"""What the fixtures stand on: real servers, started for the tests."""

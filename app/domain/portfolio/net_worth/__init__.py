"""What a user has less what they owe, day by day, in their base currency."""

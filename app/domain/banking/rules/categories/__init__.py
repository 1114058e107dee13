"""What a transaction was for: the tree of categories, and the ladder of rules that finds its place there."""

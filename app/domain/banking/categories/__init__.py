"""What a transaction was for: the tree of categories, the ladder of evidence, and the learnt model."""

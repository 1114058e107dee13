"""How often the rules that read banking rows are right, over sets that do not come from those rules."""

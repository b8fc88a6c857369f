"""The bank: runs at points of the prior, each with a seed of its own, kept for every later use."""

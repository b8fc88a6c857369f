"""Records that a city could keep, and what they would teach that nothing published does."""

"""Records of trials: what they hold, where they lie, whether they are fresh."""

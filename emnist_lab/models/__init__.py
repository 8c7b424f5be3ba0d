"""One file an architecture; `build_model` makes any of them by name."""

"""Trials: what identifies one, the record it leaves, where that lies, whether it is fresh."""

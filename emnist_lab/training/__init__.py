"""Compile and fit one model, evaluate it, time it."""

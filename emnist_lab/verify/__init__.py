"""Whether everything that a profile's studies and documents show still follows from its records."""

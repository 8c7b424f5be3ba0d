"""What the records prove: statistics, comparisons, rankings, fronts, claims."""

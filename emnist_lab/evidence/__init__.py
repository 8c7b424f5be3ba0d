"""What the records prove: statistics, comparisons, rankings, Pareto fronts, claims."""

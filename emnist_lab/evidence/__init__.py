"""What the records prove: statistics, comparisons and their verdicts, rankings, claims."""

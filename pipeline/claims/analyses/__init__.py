"""What is computed from scores beside the verdicts: gains, comparisons, multiverse, studies."""

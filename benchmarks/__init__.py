"""What nianbao costs, as ratios against named peers measured in the same run: `python -m benchmarks` (benchmarks/README.md)."""

"""Benchmarks: each beside a peer or a physical limit, in one run, as a ratio."""

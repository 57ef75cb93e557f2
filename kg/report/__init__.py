"""A report of a graph that a paper can cite: one self-contained HTML or Word file, each number with its sentences."""

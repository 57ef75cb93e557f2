"""The graph, or a part of it, as a file of another tool."""

"""Methods of policy research over projections of the graph."""

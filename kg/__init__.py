"""Records to graph to answers: build, validate, store, query, analyse and export the knowledge graph."""

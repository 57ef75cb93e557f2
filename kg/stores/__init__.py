"""Cypher stores behind one protocol."""

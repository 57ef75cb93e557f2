"""Text to records: read a policy document and find the entities, relations, measures and targets in it."""

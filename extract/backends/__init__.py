"""Sentence to tokens, tags and names, one module a toolkit."""

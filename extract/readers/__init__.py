"""File to document, one module a format."""

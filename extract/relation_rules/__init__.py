"""The wording that joins two names, one module a relation."""

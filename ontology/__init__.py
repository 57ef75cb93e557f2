"""What can be said: entity types, relations, terms, IRIs and code lists of industrial policy."""

"""The clause that commits somebody: its verb, its actors, its force."""

"""Numbers with their units, and the years that they are for."""

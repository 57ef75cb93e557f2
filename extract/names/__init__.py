"""What proposes names, what speaks for each, and which of them stand."""

"""The nouns of the project: frozen types without input or output."""

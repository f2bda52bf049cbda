"""The Hugging Face hub as a source, or a local folder in its layout."""

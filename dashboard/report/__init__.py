"""Everything that the published file says on claims as one HTML file that needs no network."""

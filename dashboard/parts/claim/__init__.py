"""What stands behind one claim, part by part, as the Claim page shows it."""

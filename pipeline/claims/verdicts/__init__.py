"""The verdict on one claim by one body of evidence, and the reason in words."""

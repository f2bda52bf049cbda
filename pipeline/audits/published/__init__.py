"""The audit of published figures: which of them cannot all be right."""

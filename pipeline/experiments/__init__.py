"""Profiles and the plan that each expands to."""

"""Typed claims read from data/claims, and the ways each can be interpreted."""

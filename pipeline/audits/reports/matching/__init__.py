"""Rows taken apart and held against registered claims, published facts and one another."""

"""Reads written by strangers - visitors, claims files, stored files - each run in a limited process of its own."""

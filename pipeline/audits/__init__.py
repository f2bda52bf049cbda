"""Audits of documents that state claims, and of the published figures."""

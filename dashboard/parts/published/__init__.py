"""Parts of the page app_pages/published.py."""

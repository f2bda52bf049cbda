"""Parts of the page app_pages/compare.py."""

"""Parts of the page app_pages/explore.py."""

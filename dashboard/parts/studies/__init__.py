"""Parts of the page app_pages/studies.py."""

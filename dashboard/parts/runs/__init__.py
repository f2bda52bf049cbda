"""Parts of the page app_pages/runs.py."""

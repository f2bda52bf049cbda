"""Parts of the page app_pages/verdicts.py."""

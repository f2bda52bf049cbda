"""Parts of the page app_pages/heatmap.py."""

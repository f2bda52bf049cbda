"""What the web server does before and beside Streamlit; no page of the app needs it."""

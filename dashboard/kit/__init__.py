"""What every page is made of: theme, markup, components, filters, exports, drawing once for all sessions."""

"""Text in, what the person wants out. Pure: the same words give the same meaning."""

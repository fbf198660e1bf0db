"""Sportello: first-level information for migrants in Italy, in the chat apps they already use."""

"""What editors wrote: its model, how it is read and how it is checked."""

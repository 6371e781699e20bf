"""Several machines, and what they share, going away and coming back."""

"""Paper: the printable order and the department's list, in both languages."""

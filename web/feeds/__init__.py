"""What other programs read: status, Atom, calendar and CAP of a school, a district or a region."""

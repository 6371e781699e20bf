"""A snow day on a virtual clock: our own rules against the providers' published limits, for any number of schools."""

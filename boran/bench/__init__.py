"""Measurements anybody can repeat: the engine beside its neighbours, on one machine, against one pretend provider."""

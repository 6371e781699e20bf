"""Settings, wiring, roles, clock, schedule, command line."""

"""The morning of `boran demo`: a scenario, its players, a live view, and checks against the sandbox's journal."""

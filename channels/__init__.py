"""The wires: one file per channel behind one small contract."""

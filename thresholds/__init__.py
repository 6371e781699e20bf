"""② What the tables say: file format, loading, evaluation of a reading, back-testing. Pure."""

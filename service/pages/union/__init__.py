"""The union's workspace: what waits to be read, reading it, annotating it, and what becomes of annotations."""

"""One act each: submit, annotate, consolidate. They call rules, store and render, and know nothing of HTTP."""

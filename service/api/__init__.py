"""JSON routes, thin: they read the request, call one workflow or query, and shape the answer. No rule, no SQL."""

"""Templates as HTML: catalogues of messages, typography, the Jinja2 environment, style sheets and fonts. No route."""

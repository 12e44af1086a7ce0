"""Charts as SVG text, written by hand: pure functions from a figure to a drawing, for pages, images and embeds."""

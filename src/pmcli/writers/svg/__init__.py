"""SVG: elements as text, the widths of texts, and the paths of arrows.

Read `ink` first; `text` says how wide a text is without knowing the reader's font, `arrows` how an arrow
runs.
"""

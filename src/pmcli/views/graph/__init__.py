"""The dependency graph as it is shown: a tree for a terminal, Mermaid, Graphviz, JSON, a table and a picture.

Read first `drawing.py`: the features and arcs that every format draws.
"""

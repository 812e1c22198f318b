"""The JSON Schemas of the files, for editors: mistakes in sentences, and the words of a workspace."""

"""The JSON Schemas of the files, for editors: mistakes told in sentences, the words of a workspace."""

"""The JSON Schemas of the files, for editors: they tell a mistake in a sentence, and know a workspace's words."""

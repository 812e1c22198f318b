"""What puts the items of trackers' JSON in order, a file for each tool: see `tables/json_format`."""

"""How ready launches are: the screen of `pm launch`, the page of one launch, its document and templates."""

"""What pictures for slides share: one file each, nothing in it runs or is fetched, always the same bytes."""

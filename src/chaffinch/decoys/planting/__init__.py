"""A lot of decoys that goes into one house: accounts with mailboxes, letters between them, documents."""

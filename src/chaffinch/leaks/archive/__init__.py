"""The reference archive: what we really wrote, kept so that a dump can be held against it and a thief learns nothing."""

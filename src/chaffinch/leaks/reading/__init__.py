"""The dump reader: any mix of mailboxes, archives and files, read in a sandbox, item by item, never unpacked."""

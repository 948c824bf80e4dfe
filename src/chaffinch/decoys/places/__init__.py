"""Places where an intruder looks: mailboxes (IMAP), folders, WebDAV and Nextcloud."""

"""Where people sit: the only room with tables, people, permissions, jobs and web pages."""

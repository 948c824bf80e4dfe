"""Where names come from: certificate logs, zone files, lists. A feed reads; who matches and stores is not its concern."""

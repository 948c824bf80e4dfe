"""A small web server apart from the desk: beacons, decoy portals, pushed logs. It only appends to files."""

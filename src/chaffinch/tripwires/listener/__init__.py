"""A small web server apart from the desk: beacons, decoy portals, pushed logs. It knows no decoy and only appends to files."""

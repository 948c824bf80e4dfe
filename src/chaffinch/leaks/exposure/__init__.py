"""What personal things a leaked text exposes, so that those whom they belong to can be warned. Nothing is looked up."""

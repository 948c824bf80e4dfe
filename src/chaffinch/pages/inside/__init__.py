"""What runs inside the sandbox, beside the page: nothing here is believed outside."""

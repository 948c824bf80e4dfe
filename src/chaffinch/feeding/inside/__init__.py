"""What runs beside a phishing page while it is fed; nothing here decides whether it may be."""

"""How much of what is printed is read right: by form, by format, on synthetic and real reports."""

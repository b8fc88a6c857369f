"""What drives an outcome: carried out, recorded, told in words and charts."""

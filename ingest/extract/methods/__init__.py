"""How the study was made: its design, and whether chance, sides of a body or blinding were used."""

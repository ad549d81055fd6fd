"""How a text is taken apart: sections, sentences, clauses, numbers, times, known words."""

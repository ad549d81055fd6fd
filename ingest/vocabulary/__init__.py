"""The words of the field: concepts, and where a text names them."""

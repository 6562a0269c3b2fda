"""How the tables came to be, step by step. Rows hold sealed bytes: no step rewrites them."""

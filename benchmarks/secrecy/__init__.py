"""How well secrets are kept, and what that costs."""

"""The kinds of data that measures read: one module each, found without being named anywhere."""

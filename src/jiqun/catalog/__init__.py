"""Data, not code: tables' schemas, references, glossary, texts, rules of schemes, sources."""

"""Computing a measure: what it reads, from files or a workspace; its options; its page."""

"""Who needs care: people, groups of need, and what is published of them."""

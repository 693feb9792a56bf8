"""How care is costed: what it costs and who spends it, prices, what is released, income, savings and the bridge."""

"""What happened beside what was planned: measures, plan by month, control charts, drift, slippage and the backtest."""

"""What the office buys: plan, notices, the monthly สขร.1, the year's report, OCDS."""

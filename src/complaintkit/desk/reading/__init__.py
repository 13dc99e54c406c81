"""Read cases, lists, duties, reports and the feed, as far as the reader may see. R20"""

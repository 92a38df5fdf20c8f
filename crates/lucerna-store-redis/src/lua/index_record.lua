-- Adds a record to the index of its user. KEYS: the index. ARGV: the record's expiry, and its entry.

redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
settle(KEYS[1])
return 1

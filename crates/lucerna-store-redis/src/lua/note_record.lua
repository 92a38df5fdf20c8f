-- KEYS: the index of a user's records. ARGV: when the record is over, its entry.

redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
settle(KEYS[1])
return 1

-- KEYS: the index. ARGV: what pointers begin with on one Redis, or nothing; the id to keep, or nothing.

local ended = finish(KEYS[1], redis.call('ZRANGE', KEYS[1], 0, -1), ARGV[2], ARGV[1])
settle(KEYS[1])
return ended

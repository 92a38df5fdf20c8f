-- Ends the sessions of a user. KEYS: the index. ARGV: the prefix of pointers on one Redis, or an empty text; the id to
-- keep, or an empty text.

local ended = finish(KEYS[1], redis.call('ZRANGE', KEYS[1], 0, -1), ARGV[2], ARGV[1])
settle(KEYS[1])
return ended

-- KEYS: a key of Lucia's. ARGV: what it was seen to hold. Deletes it, unless it holds something else by now: -1.

local held = redis.call('GET', KEYS[1])
if not held then
  return 0
end
if held ~= ARGV[1] then
  return -1
end
return redis.call('DEL', KEYS[1])

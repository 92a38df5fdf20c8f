-- KEYS: a key. Gives what it holds where that is a string, 1 where it is something else, 0 where it is not there.

local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'string' then
  return redis.call('GET', KEYS[1])
end
return kind == 'none' and 0 or 1

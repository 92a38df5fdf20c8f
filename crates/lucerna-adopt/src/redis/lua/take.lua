-- KEYS and ARGV end with a key of Lucia's and what it was seen to hold. Deletes it, unless it holds something else by now: -1.
-- What stands before them is a session of ours, on one Redis only, which is inserted in the same step.
local lucia, seen = table.remove(KEYS), table.remove(ARGV)
local holds = held(lucia)
if holds ~= seen then
  return holds and -1 or 0
end
if KEYS[1] then
  insert()
end
return redis.call('DEL', lucia)

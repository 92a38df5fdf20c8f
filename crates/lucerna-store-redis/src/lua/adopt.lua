-- One Redis only: a session of Lucia's becomes ours in one step. KEYS and ARGV end with Lucia's key and what it was seen to
-- hold. Gives 1 for ours made, 0 for ours there already or nothing left to adopt, -1 for another value than was seen.

local lucia, seen = table.remove(KEYS), table.remove(ARGV)
local held = redis.call('GET', lucia)
if not held then
  return 0
end
if held ~= seen then
  return -1
end
local made = insert()
redis.call('DEL', lucia)
return made

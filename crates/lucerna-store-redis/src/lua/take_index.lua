-- KEYS: a key that may be the set of a user's sessions. ARGV: 1 if it is to be deleted. Says whether every member could be a
-- token, and so whether it is Lucia's.

if redis.call('TYPE', KEYS[1]).ok ~= 'set' then
  return 0
end
for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if #id < 20 or #id > 128 or string.find(id, '[^!-~]') then
    return 0
  end
end
if ARGV[1] == '1' then
  redis.call('DEL', KEYS[1])
end
return 1

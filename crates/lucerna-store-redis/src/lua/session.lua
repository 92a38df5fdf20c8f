-- One session, by its id. ARGV: the prefix of a user's keys, the id. KEYS on a cluster, where the user is known: the
-- user's index, the row. On one Redis: the pointer, which holds the user.

local id, index, row = ARGV[2], KEYS[1], KEYS[2]
if not row then
  local user = redis.call('GET', KEYS[1])
  if not user then
    return false
  end
  index, row = ARGV[1] .. user .. '}:i', ARGV[1] .. user .. '}:s:' .. id
end
if not redis.call('ZSCORE', index, id) or redis.call('EXISTS', row) == 0 then
  return false
end

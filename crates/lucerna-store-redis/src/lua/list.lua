-- Returns the id and the row of each session, and removes ids without a row. KEYS: the index.

local index, found = KEYS[1], {}
local rows = string.sub(index, 1, -2) .. 's:'
for _, id in ipairs(redis.call('ZRANGE', index, 0, -1)) do
  local row = redis.call('HGETALL', rows .. id)
  if row[1] then
    found[#found + 1] = { id, row }
  else
    redis.call('ZREM', index, id)
  end
end
return found

-- One record. KEYS: its hash. ARGV: the id, the prefix of the keys of all users, and the suffix of the index of their
-- records. The last two are empty texts on a cluster. The index of a user has an entry for each record: the mark of its
-- insert, then its id.
--

local record, id, users, index = KEYS[1], unpack(ARGV, 1, 3)

-- Deletes the record, and its entry on one Redis. Returns the user and the mark, or false without a record.
local function remove()
  local owner = redis.call('HMGET', record, 'user_id', '#')
  if owner[1] and users ~= '' then
    redis.call('ZREM', users .. owner[1] .. index, owner[2] .. id)
  end
  return redis.call('DEL', record) == 1 and owner
end

-- Sets is_alive to true if the record has not expired. ARGV also has: the time, then lists, each preceded by its
-- length: columns that may be newer than the record, with their defaults.

local at = 5

local function list()
  local first, last = at + 1, at + tonumber(ARGV[at])
  at = last + 1
  return { unpack(ARGV, first, last) }
end

local expires = redis.call('HGET', record, 'expires')
if not expires and redis.call('EXISTS', record) == 1 then
  return redis.error_reply('ERR a record has no `expires`')
end
local is_alive = expires and tonumber(ARGV[4]) <= tonumber(expires)
local defaults = list()
for n = 1, is_alive and #defaults or 0, 2 do
  redis.call('HSETNX', record, defaults[n], defaults[n + 1])
end

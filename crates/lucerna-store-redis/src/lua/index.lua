-- The index of a user: the ids of their sessions, scored with the moment at which each is over. A session counts while it
-- is in the index and its row is there, so that nothing counts that ending all would miss.

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Drops what is over, and lets the index go with the last of its sessions.
local function settle(index)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', string.format('(%.0f', now()))
  local last = redis.call('ZREVRANGE', index, 0, 0, 'WITHSCORES')
  if last[2] then
    redis.call('PEXPIREAT', index, string.format('%.0f', last[2]))
  end
end

-- Ends these sessions of a user, and gives the ids of those that were there. On one Redis their pointers end with them.
local function finish(index, ids, keep, pointers)
  local rows, ended = string.sub(index, 1, -2) .. 's:', {}
  for _, id in ipairs(ids) do
    if id ~= keep then
      redis.call('ZREM', index, id)
      if redis.call('DEL', rows .. id) == 1 then
        ended[#ended + 1] = id
      end
      if pointers ~= '' then
        redis.call('DEL', pointers .. id)
      end
    end
  end
  return ended
end

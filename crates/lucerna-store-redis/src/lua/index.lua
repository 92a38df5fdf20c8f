-- The index of a user: the ids of the user's sessions, scored with their expiry. A session counts only if it is in the
-- index and its row exists, so that ending all sessions misses none.

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Removes expired sessions, and sets the index to expire with its latest session.
local function settle(index)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', string.format('(%.0f', now()))
  local last = redis.call('ZREVRANGE', index, 0, 0, 'WITHSCORES')
  if last[2] then
    redis.call('PEXPIREAT', index, string.format('%.0f', last[2]))
  end
end

-- Ends these sessions of a user, and returns the ids of those that existed. On one Redis it also deletes their
-- pointers.
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

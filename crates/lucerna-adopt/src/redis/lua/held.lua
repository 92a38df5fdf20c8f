-- What a key holds, as one text: `$` and the string, `tokens` for a set of what could be tokens, `other` for anything else,
-- and false if it is not there.
local function held(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then
    return '$' .. redis.call('GET', key)
  elseif kind ~= 'set' then
    return kind ~= 'none' and 'other'
  end
  for _, id in ipairs(redis.call('SMEMBERS', key)) do
    if #id < 20 or #id > 128 or string.find(id, '[^!-~]') then
      return 'other'
    end
  end
  return 'tokens'
end

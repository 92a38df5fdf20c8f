-- Returns the content of a key as text: `$` and the value of a string, or `tokens` for a set of possible tokens.
-- Returns `other` for anything else, and false if the key does not exist.
local function key_content(key)
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

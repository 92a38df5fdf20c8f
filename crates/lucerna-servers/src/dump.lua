-- Returns the commands that create every key again, one a line. Words are quoted as Redis reads them in a line.

local commands = {}

local function quoted(text)
  local escaped = string.gsub(text, '[%c"\\\128-\255]', function(it)
    return string.format('\\x%02x', string.byte(it))
  end)
  return '"' .. escaped .. '"'
end

local function add(...)
  local words = {}
  for at, word in ipairs({...}) do
    words[at] = quoted(word)
  end
  commands[#commands + 1] = table.concat(words, ' ')
end

local add_key = {
  string = function(key)
    add('SET', key, redis.call('GET', key))
  end,
  hash = function(key)
    add('HSET', key, unpack(redis.call('HGETALL', key)))
  end,
  zset = function(key)
    local members = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for at = 1, #members, 2 do
      add('ZADD', key, members[at + 1], members[at])
    end
  end,
}

local keys = redis.call('KEYS', '*')
table.sort(keys)
for _, key in ipairs(keys) do
  add_key[redis.call('TYPE', key).ok](key)
  local expires = redis.call('PEXPIRETIME', key)
  if expires > 0 then
    add('PEXPIREAT', key, string.format('%.0f', expires))
  end
end
return commands

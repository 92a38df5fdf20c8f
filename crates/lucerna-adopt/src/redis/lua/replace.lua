-- Deletes a key of Lucia's unless its content has changed, which returns -1. The key and its expected content are
-- last in KEYS and ARGV. On one Redis, the session of Lucerna's comes before them and is inserted in the same step.
local lucia, expected = table.remove(KEYS), table.remove(ARGV)
local content = key_content(lucia)
if content ~= expected then
  return content and -1 or 0
end
if KEYS[1] then
  insert()
end
return redis.call('DEL', lucia)

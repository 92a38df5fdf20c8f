if not is_still() then
  return false
end
local row = redis.call('HGETALL', record)
remove()
return row

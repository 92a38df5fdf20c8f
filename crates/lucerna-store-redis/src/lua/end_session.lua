redis.call('ZREM', index, id)
redis.call('DEL', row)
if not KEYS[2] then
  redis.call('DEL', KEYS[1])
end
settle(index)
return 1

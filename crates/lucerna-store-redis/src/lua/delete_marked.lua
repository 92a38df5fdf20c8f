-- KEYS: a record. ARGV: the mark that it must have: another was inserted after that one.

if redis.call('HGET', KEYS[1], '#') ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])

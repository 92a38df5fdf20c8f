-- Deletes a record unless a later insert has replaced it. KEYS: the record. ARGV: the mark that it must have.

if redis.call('HGET', KEYS[1], '#') ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])

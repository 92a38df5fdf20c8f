if is_alive then
  -- A client of a cluster asks again by itself where an answer got lost.
  return redis.call('HGET', record, '#') == mark and 1 or 0
end
put()
return 1

if is_alive then
  -- A cluster client repeats a command by itself if the reply was lost.
  return redis.call('HGET', record, '#') == mark and 1 or 0
end
put()
return 1

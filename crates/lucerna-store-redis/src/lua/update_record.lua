-- ARGV besides: what is written.

if not is_still() then
  return 0
end
write(record, at)
return 1

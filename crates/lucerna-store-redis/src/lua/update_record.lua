-- Updates a record. ARGV also has: the fields to write.

if not is_still() then
  return 0
end
write(record, at)
return 1

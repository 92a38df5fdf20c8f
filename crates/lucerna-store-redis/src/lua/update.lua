-- Updates a session. ARGV also has: the fields to write.

write(row, 3)
return 1

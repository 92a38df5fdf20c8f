-- ARGV besides: what is written.

write(row, 3)
return 1

-- Returns true if the record has the values that the caller read. ARGV also has: a list of fields with their values,
-- and one of empty fields.

local still, empty = list(), list()

local function is_still()
  if not is_alive then
    return false
  end
  for n = 1, #still, 2 do
    if redis.call('HGET', record, still[n]) ~= still[n + 1] then
      return false
    end
  end
  for _, field in ipairs(empty) do
    if redis.call('HEXISTS', record, field) == 1 then
      return false
    end
  end
  return true
end

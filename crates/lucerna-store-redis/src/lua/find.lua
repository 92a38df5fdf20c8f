return redis.call('HGETALL', row)

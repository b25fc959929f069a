import { redisScript } from './redis-script.ts';

/**
 * KEYS 1: the window. ARGV: channel, how texts of this ward and epoch begin, the oldest `at` to
 * keep, milliseconds until the key expires, PUBLISH or SPUBLISH; then seq and text of each event.
 * A window holds events of one epoch, one member a seq. Times of the wire's form sort as text.
 */
export const PUBLISH_SCRIPT = redisScript(`
local window = KEYS[1]
local newest = redis.call('ZRANGE', window, -1, -1)[1]
if newest and string.sub(newest, 1, #ARGV[2]) ~= ARGV[2] then
  redis.call('DEL', window)
end
for i = 6, #ARGV, 2 do
  if redis.call('ZCOUNT', window, ARGV[i], ARGV[i]) == 0 then
    redis.call('ZADD', window, ARGV[i], ARGV[i + 1])
  end
  redis.call(ARGV[5], ARGV[1], ARGV[i + 1])
end
local trimmed
repeat
  local entries = redis.call('ZRANGE', window, 0, 7)
  trimmed = 0
  for _, entry in ipairs(entries) do
    local at = string.match(entry, '"at":"([^"]+)"')
    if at and at >= ARGV[3] then break end
    trimmed = trimmed + 1
  end
  if trimmed > 0 then redis.call('ZREMRANGEBYRANK', window, 0, trimmed - 1) end
until trimmed < 8
redis.call('PEXPIRE', window, ARGV[4])
return redis.status_reply('OK')
`);

/** KEYS 1: the window. ARGV: how texts of this ward and epoch begin, seq before, last seq. */
export const COUNT_SCRIPT = redisScript(`
local newest = redis.call('ZRANGE', KEYS[1], -1, -1)[1]
if not newest or string.sub(newest, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
return redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[2], ARGV[3])
`);

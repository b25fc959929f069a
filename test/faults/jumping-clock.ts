// Loaded into a gateway before all else: SIGUSR2 sets its wall clock five minutes ahead, the next
// one sets it right again. The monotonic clock goes on, as it does when a system's clock is set.
const AHEAD_MS = 5 * 60_000;
const RealDate = Date;
let ahead = 0;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: readonly unknown[], made) =>
    Reflect.construct(target, given.length === 0 ? [target.now() + ahead] : given, made) as Date,
  get: (target, name): unknown =>
    name === 'now' ? () => target.now() + ahead : Reflect.get(target, name, target),
});
process.on('SIGUSR2', () => {
  ahead = ahead === 0 ? AHEAD_MS : 0;
});

// Loaded into a gateway before all else: SIGUSR2 sets its wall clock five minutes ahead, the next
// one sets it right again. The monotonic clock goes on, as it does when a system's clock is set.
const AHEAD_MS = 5 * 60_000;
const RealDate = Date;
let ahead = 0;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => {
    const at = given.length === 0 ? [target.now() + ahead] : given;
    /** @type {object} */
    const date = Reflect.construct(target, at, made);
    return date;
  },
  get: (target, name) =>
    name === 'now'
      ? () => target.now() + ahead
      : /** @type {unknown} */ (Reflect.get(target, name, target)),
});
process.on('SIGUSR2', () => {
  ahead = ahead === 0 ? AHEAD_MS : 0;
});

// Loaded into a gateway before all else: SIGUSR2 sets its wall clock five minutes ahead, the next
// one sets it right again. The monotonic clock goes on, as it does when a system's clock is set.
const AHEAD_MS = 5 * 60_000;
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
process.on('SIGUSR2', () => {
  ahead = ahead === 0 ? AHEAD_MS : 0;
});

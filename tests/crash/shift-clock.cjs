// Loaded into a server before anything else: each SIGUSR2 moves the wall clock, an hour on, an hour back.
const HOUR_MS = 3_600_000;
const RealDate = Date;
let offsetMs = 0;

class ShiftedDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + offsetMs] : given));
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
}
globalThis.Date = ShiftedDate;

const OFFSETS_MS = [HOUR_MS, 0, -HOUR_MS, 0];
let jumps = 0;
process.on('SIGUSR2', () => {
  offsetMs = OFFSETS_MS[jumps % OFFSETS_MS.length];
  jumps += 1;
});

import fc from 'fast-check';

const EVENTS = 14;

/** One thing that happens; where it `waits`, all that is under way ends first. */
export type Step = (
  | { kind: 'save'; numbers: number[]; variant: number; deliveries: number }
  | { kind: 'claim'; pick: number; isByHand: boolean }
  | { kind: 'finish'; pick: number; how: 'delivered' | 'retry' | 'release' | 'settle' }
  | { kind: 'settle'; pick: number; state: 'cancelled' | 'pending' }
  | { kind: 'add'; pick: number }
  | { kind: 'clock'; ms: number }
  | { kind: 'prune'; maxItems: number }
  | { kind: 'disk'; roomBytes: number }
  | { kind: 'reopen' }
) & { readonly waits: boolean };

const waits = fc.boolean();
const pick = fc.nat({ max: 1000 });
const number = fc.nat({ max: EVENTS - 1 });
const save = fc.record({
  kind: fc.constant('save' as const),
  numbers: fc.array(number, { minLength: 1, maxLength: 5 }),
  variant: fc.nat({ max: 1 }),
  deliveries: fc.nat({ max: 2 }),
  waits,
});
const claim = fc.record({
  kind: fc.constant('claim' as const),
  pick,
  isByHand: fc.boolean(),
  waits,
});
const finish = fc.record({
  kind: fc.constant('finish' as const),
  pick,
  how: fc.constantFrom('delivered', 'retry', 'release', 'settle'),
  waits,
});
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: save, weight: 6 },
    { arbitrary: claim, weight: 8 },
    { arbitrary: finish, weight: 6 },
    {
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        pick,
        state: fc.constantFrom('cancelled', 'pending'),
        waits,
      }),
      weight: 2,
    },
    { arbitrary: fc.record({ kind: fc.constant('add' as const), pick, waits }), weight: 1 },
    {
      arbitrary: fc.record({
        kind: fc.constant('clock' as const),
        ms: fc.constantFrom(500, 6000, 30_000),
        waits,
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant('prune' as const),
        maxItems: fc.nat({ max: 12 }),
        waits,
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant('disk' as const),
        roomBytes: fc.constantFrom(0, 30_000, 300_000, Number.POSITIVE_INFINITY),
        waits,
      }),
      weight: 2,
    },
    { arbitrary: fc.record({ kind: fc.constant('reopen' as const), waits }), weight: 1 },
  ) as fc.Arbitrary<Step>,
  { minLength: 20, maxLength: 90, size: 'max' },
);

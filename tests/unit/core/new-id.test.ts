import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SubscriptionIdSchema, TriggerHookIdSchema } from '../../../server/contract/ids.ts';
import { newId, newUuid } from '../../../server/core/new-id.ts';

describe('new ids', () => {
  it('are what the contract takes, and differ', () => {
    const ids = Array.from({ length: 500 }, () => newId('sub', randomBytes));
    expect(new Set(ids).size).toBe(500);
    expect(ids.every((id) => SubscriptionIdSchema.safeParse(id).success)).toBe(true);
  });

  it('skip bytes that would favour some letters', () => {
    let call = 0;
    const bytes = (size: number) => new Uint8Array(size).fill(call++ === 0 ? 255 : 61);
    expect(newId('sub', bytes)).toBe(`sub_${'z'.repeat(20)}`);
    expect(call).toBe(2);
  });

  it('are version 4 UUIDs for trigger hooks', () => {
    expect(newUuid((size) => new Uint8Array(size).fill(255))).toBe(
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
    );
    expect(TriggerHookIdSchema.safeParse(newUuid(randomBytes)).success).toBe(true);
  });
});

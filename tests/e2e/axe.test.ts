import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unexpectedFaults, violationsOf } from '../support/axe-bed.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { EMPTY_SCENES, FILLED_SCENES } from '../support/window-scenes.ts';
import { fillServer } from '../support/window-traffic.ts';

const isLeftOut = requirePart('chromium').isMissing;

describe.skipIf(isLeftOut)('axe, with nothing in the window', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  it.each(EMPTY_SCENES)('37: finds nothing on $name', async (scene) => {
    expect(await violationsOf(bed, scene)).toEqual([]);
  });
});

describe.skipIf(isLeftOut)('axe, with the traffic of a week', () => {
  let bed: WindowBed;
  let traffic: { close(): Promise<unknown> } | undefined;
  beforeAll(async () => {
    bed = await openWindowBed();
    traffic = await fillServer(bed.server);
  });
  afterAll(async () => {
    await bed?.close();
    await traffic?.close();
  });

  it.each(FILLED_SCENES)('37: finds nothing on $name', async (scene) => {
    expect(await violationsOf(bed, scene)).toEqual([]);
  });

  it('the window threw nothing on the way', () => {
    expect(unexpectedFaults(bed)).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFilledScenes, violationsOf } from '../support/axe-bed.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { EMPTY_SCENES } from '../support/window-scenes.ts';

describe.skipIf(requirePart('chromium').isMissing)('axe, with nothing in the window', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  it.each(EMPTY_SCENES)('37: finds nothing on $name', async (scene) => {
    expect(await violationsOf(bed, scene)).toEqual([]);
  });
});

describeFilledScenes('tools');

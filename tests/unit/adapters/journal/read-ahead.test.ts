import { expect, it } from 'vitest';
import type { OpenFile } from '../../../../server/adapters/journal/file-layer.ts';
import { FrameWriter, rawOf } from '../../../../server/adapters/journal/frame.ts';
import { ReadAhead } from '../../../../server/adapters/journal/read-ahead.ts';

const SALT = 7;

function frameOf(text: string): Buffer {
  const writer = new FrameWriter();
  writer.add({ kind: 1, summaryText: '[]', raw: [text] });
  writer.setSalt(0, SALT);
  return Buffer.from(writer.bytes());
}

/** A file in memory whose reads wait until they are let go. */
function memoryFile(state: { bytes: Buffer; gate: Promise<void> }): OpenFile {
  const unused = () => Promise.reject(new Error('not used here'));
  return {
    async read(target, offset, length, position) {
      const given = Buffer.from(state.bytes.subarray(position, position + length));
      await state.gate;
      Buffer.from(target.buffer, target.byteOffset + offset).set(given);
      return given.length;
    },
    write: unused,
    truncate: unused,
    dataSync: unused,
    size: unused,
    close: unused,
  };
}

it('gives out nothing that was taken back, also where it was being read at that moment', async () => {
  const refused = frameOf('refused');
  const stored = frameOf('instead');
  expect(stored.length).toBe(refused.length);
  const state = { bytes: refused, gate: Promise.resolve() };
  const file = memoryFile(state);
  const place = { segment: 1, offset: 0, length: refused.length };
  const ahead = new ReadAhead();
  const read = async () => {
    const frame = await ahead.read(place, file, SALT);
    return frame && rawOf(frame).toString();
  };
  expect(await read()).toBe('refused');
  state.bytes = stored;
  ahead.forget();
  expect(await read()).toBe('instead');
  // Once more, with the read under way while the bytes are taken back.
  state.bytes = refused;
  ahead.forget();
  let letGo: () => void = () => undefined;
  state.gate = new Promise((resolve) => {
    letGo = resolve;
  });
  const reading = read();
  await new Promise((resolve) => setImmediate(resolve));
  state.bytes = stored;
  ahead.forget();
  letGo();
  expect(await reading).toBeUndefined();
  expect(await read()).toBe('instead');
});

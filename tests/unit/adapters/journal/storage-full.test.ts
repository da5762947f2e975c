import { expect, it } from 'vitest';
import { storageFull } from '../../../../server/adapters/journal/storage-full.ts';

it.each([
  ['ENOSPC', 'The disk is full: nothing was stored. Free space for /data'],
  ['EDQUOT', 'The disk is full: nothing was stored. Free space for /data'],
  ['ENOENT', 'The data folder is gone: nothing was stored. Put /data back'],
  [
    'EROFS',
    'The data folder may not be written (EROFS): nothing was stored. Allow writing in /data',
  ],
  ['EIO', 'The disk refused a write (EIO): nothing was stored. See to /data'],
])('a write refused with %s names its cause and the way out', (code, text) => {
  const told = storageFull('/data', Object.assign(new Error('no'), { code }));
  expect([told.code, told.message]).toEqual([
    'storage_full',
    `${text}; it goes on by itself as soon as a write succeeds.`,
  ]);
});

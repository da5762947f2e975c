import { describe, expect, it } from 'vitest';
import { createPinoLog } from '../../../server/adapters/pino-log.ts';

function openLog(level: 'debug' | 'info' | 'warn') {
  const lines: string[] = [];
  const log = createPinoLog({ level, destination: { write: (line) => void lines.push(line) } });
  return { log, lines };
}

describe('the log', () => {
  it('writes one JSON line an entry, with its time', () => {
    const { log, lines } = openLog('info');
    log.info({ delivery_id: 'dlv_1', status: 204 }, 'attempt');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      delivery_id: 'dlv_1',
      status: 204,
      msg: 'attempt',
    });
    expect(JSON.parse(lines[0] ?? '').time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('writes plain fields as pino does, though it does so itself', () => {
    const { log, lines } = openLog('info');
    for (const fields of [
      {},
      { delivery_id: 'dlv_1', status: 204, is_success: true, subscription_id: null },
      { text: 'quote " back \\ line\n tab\t nul\u0000 é 漢 🎉 \u2028 \ud800', 'a "key"': 1 },
      {
        missing: undefined,
        nan: Number.NaN,
        endless: Number.POSITIVE_INFINITY,
        tiny: 1e-9,
        no: -0,
      },
    ]) {
      log.info(fields, 'at "tempt"');
      log.warn(fields, 'at "tempt"');
    }
    const withoutTime = lines.map((line) => line.replace(/"time":"[^"]*"/, '"time":""'));
    for (let index = 0; index < lines.length; index += 2) {
      expect(withoutTime[index]).toBe(withoutTime[index + 1]?.replace('"level":40', '"level":30'));
    }
  });

  it('hides secrets in whatever depth and case', () => {
    const { log, lines } = openLog('info');
    log.warn(
      {
        secret: 'whsec_hidden',
        token: 'hidden',
        headers: { authorization: 'Bearer hidden', cookie: 'hidden', 'x-ok': 'shown' },
        key: { sealedSecret: 'hidden', deep: { deeper: { API_KEY: 'hidden' } } },
      },
      'careless',
    );
    log.info({ token: 'hidden', name: 'shown too' }, 'plain, but for a secret');
    expect(lines.join('')).not.toContain('hidden');
    expect(lines.join('')).toContain('shown');
    expect(lines.join('')).toContain('shown too');
  });

  it('tells an error with its stack', () => {
    const { log, lines } = openLog('info');
    log.error({ err: new Error('it broke') }, 'sorry');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ message: 'it broke' });
  });

  it('keeps below its level', () => {
    const { log, lines } = openLog('warn');
    log.info({}, 'not this');
    log.debug({}, 'nor this');
    log.error({}, 'this');
    expect(lines).toHaveLength(1);
  });
});

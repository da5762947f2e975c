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
    expect(lines.join('')).not.toContain('hidden');
    expect(lines.join('')).toContain('shown');
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

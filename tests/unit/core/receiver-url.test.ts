import { describe, expect, it } from 'vitest';
import { pathOfTarget } from '../../../server/core/raw-headers.ts';
import {
  calledUrl,
  hasForwardingHeader,
  hostNameOf,
  isLoopbackName,
  ownPath,
} from '../../../server/core/receiver-url.ts';

describe('receiver url', () => {
  it('takes the path of origin, absolute and odd targets', () => {
    expect(pathOfTarget('/a/b?c=/d')).toBe('/a/b');
    expect(pathOfTarget('http://x.test/a?b')).toBe('/a');
    expect(pathOfTarget('http://x.test')).toBe('/');
    expect(pathOfTarget('*')).toBe('*');
  });

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '[::1]', 'a.localhost'])(
    'knows %s as this computer',
    (host) => expect(isLoopbackName(host)).toBe(true),
  );

  it.each(['localhost.evil.test', '128.0.0.1', '127.0.0.1.evil.test', '10.0.0.1', ''])(
    'does not know %s as this computer',
    (host) => expect(isLoopbackName(host)).toBe(false),
  );

  it('reads the name of a Host header', () => {
    expect(hostNameOf('[::1]:8080')).toBe('[::1]');
    expect(hostNameOf('localhost:8080')).toBe('localhost');
  });

  it.each(['Forwarded', 'X-Forwarded-For', 'via', 'CF-Ray', 'X-Real-IP', 'ngrok-trace-id'])(
    'sees a tunnel behind %s',
    (name) =>
      expect(
        hasForwardingHeader([
          ['Host', 'localhost'],
          [name, 'x'],
        ]),
      ).toBe(true),
  );

  it('finds the path of a URL that leads to the receiver, and of no other', () => {
    const here = { port: 8080, publicUrl: 'https://t.test/base' };
    expect(ownPath('http://localhost:8080/in/a?x=1', here)).toBe('/in/a');
    expect(ownPath('http://[::1]:8080/', here)).toBe('/');
    expect(ownPath('http://localhost:8081/in/a', here)).toBeUndefined();
    expect(ownPath('https://t.test/base/in/a', here)).toBe('/in/a');
    expect(ownPath('https://t.test/baseline', here)).toBeUndefined();
    expect(ownPath('https://other.test/base/in/a', here)).toBeUndefined();
  });

  it('says the URL as the sender called it, through a tunnel too', () => {
    expect(calledUrl('/a?b', [['Host', 'localhost:8080']], null)).toBe('http://localhost:8080/a?b');
    expect(calledUrl('/a', [['Host', 't.test']], 'https://t.test')).toBe('https://t.test/a');
    expect(
      calledUrl(
        '/a',
        [
          ['Host', 'localhost:8080'],
          ['X-Forwarded-Host', 't.test'],
          ['X-Forwarded-Proto', 'https'],
        ],
        null,
      ),
    ).toBe('https://t.test/a');
  });
});

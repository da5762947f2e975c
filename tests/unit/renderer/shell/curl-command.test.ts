import { describe, expect, it } from 'vitest';
import { harOfCurl, parseCurl } from '../../../../renderer/shell/curl-command.ts';
import { recognise } from '../../../../renderer/shell/pasted-text.ts';
import { readHar } from '../../../../server/core/read-har.ts';

describe('parseCurl', () => {
  it('reads what browsers and documentation write', () => {
    const text = `curl -X PUT 'https://shop.example/hooks?a=1' \\
  -H 'Content-Type: application/json' \\
  -H "X-Signature: a\\"b" --compressed -s \\
  --data-raw '{"name":"it'\\''s","n":1}'`;
    expect(parseCurl(text)).toEqual({
      method: 'PUT',
      url: 'https://shop.example/hooks?a=1',
      headers: [
        { name: 'Content-Type', value: 'application/json' },
        { name: 'X-Signature', value: 'a"b' },
      ],
      body: '{"name":"it\'s","n":1}',
    });
  });

  it('posts what has a body, as a form unless it says otherwise', () => {
    expect(parseCurl('curl localhost:3000 -d a=1 -d b=2')).toEqual({
      method: 'POST',
      url: 'http://localhost:3000',
      headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
      body: 'a=1&b=2',
    });
    expect(parseCurl('curl https://a.example')).toMatchObject({ method: 'GET', body: null });
  });

  it('takes attached values, users and the quotes of bash', () => {
    expect(
      parseCurl('curl -XPATCH --url=https://a.example -u me:pass --json $\'{"a":"\\u00e9\\n"}\''),
    ).toMatchObject({
      method: 'PATCH',
      headers: [
        { name: 'Authorization', value: 'Basic bWU6cGFzcw==' },
        { name: 'Content-Type', value: 'application/json' },
      ],
      body: '{"a":"é\n"}',
    });
  });

  it.each([
    ["curl 'https://a.example", 'A quote in the cURL command is never closed.'],
    ['curl -X', '-X lacks its value.'],
    ['curl -H a:b', 'The cURL command has no URL.'],
    ['curl https://a.example -d @body.json', /in the file body\.json/],
    ['wget https://a.example', 'This is no cURL command.'],
  ])('says what is wrong with %s', (text, fault) => {
    expect(parseCurl(text)).toEqual(
      typeof fault === 'string' ? fault : expect.stringMatching(fault),
    );
  });

  it('becomes a HAR that the server reads, byte for byte', () => {
    const request = parseCurl("curl https://a.example/in/x?y=1 -H 'A: b' --data-raw '{\"é\":1.0}'");
    if (typeof request === 'string') {
      throw new Error(request);
    }
    const [exchange] = readHar(harOfCurl(request, new Date('2026-05-12T14:02:11.482Z')));
    expect(Buffer.from(exchange!.bodyBytes).toString()).toBe('{"é":1.0}');
    expect(exchange).toMatchObject({ method: 'POST' });
  });
});

describe('recognise', () => {
  it.each([
    ['https://shop.example/hooks', 'url'],
    ['curl https://a.example', 'curl'],
    ['{ "log": {"entries": []}}', 'recording'],
    ['# Hookbench cassette 1', 'recording'],
    ['whsec_bG9jYWwgdGVzdCBrZXk=', 'secret'],
    ['v1,bsxVbJucoMfL0+uHkTFF8HxpLXnGEPnRd+ZsQOkvU5Y=', 'digest'],
    ['sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17', 'digest'],
    ['#1042', 'number'],
    ['dlv_0123456789abcdef', 'id'],
    ['replay', undefined],
    ['sk_live_0123456789abcdefghijklmnop', undefined],
  ])('takes %s for a %s', (text, kind) => {
    expect(recognise(text)?.kind).toBe(kind);
  });
});

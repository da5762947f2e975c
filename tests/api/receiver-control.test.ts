import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture, CaptureDetail } from '../../server/contract/capture.ts';
import type { Comparison, Replay, Trace } from '../../server/contract/exchange.ts';
import type { Page } from '../../server/contract/page.ts';
import type { Rule } from '../../server/contract/rule.ts';
import { sendRaw } from '../support/raw-client.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
let receiver: string;
let port: number;

beforeAll(async () => {
  server = await openWholeServer();
  receiver = server.urls.receiver;
  port = Number(new URL(receiver).port);
});

afterAll(() => server.close());

async function get<Value>(path: string): Promise<Value> {
  const { status, json } = await ask(path);
  expect(status).toBe(200);
  return json as Value;
}

async function ask(path: string, method = 'GET', body?: unknown) {
  const response = await fetch(server.urls.control + path, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, json: isJson ? JSON.parse(text) : undefined, text, response };
}

async function capture(
  target: string,
  body: string | Uint8Array = '',
  headers = '',
): Promise<Capture> {
  await sendRaw(
    port,
    Buffer.concat([
      Buffer.from(
        `POST ${target} HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`,
      ),
      Buffer.from(body),
    ]),
  );
  // Not simply the newest: what other tests sent may still arrive.
  const page = await get<Page<Capture>>(`/api/captures?limit=50`);
  return page.items.find(({ path }) => path === target) as Capture;
}

/** A subscription of our own at a path of our own receiver, one event sent to it and captured. */
async function sendOwn(path: string): Promise<{ capture: CaptureDetail; deliveryId: string }> {
  const url = `${receiver}${path}`;
  await ask('/api/subscriptions', 'POST', { url, event_types: ['payment_received'] });
  await server.exposee('/trigger', {
    method: 'POST',
    json: { event: 'payment_received', data: { amount: 1 } },
  });
  const totalOf = async (filter: string) =>
    (await get<Page<Capture>>(`/api/captures?filter=${encodeURIComponent(filter)}`)).total;
  // With the ping that greets it: no other request is on its way to this path.
  await expect.poll(() => totalOf(`path:${path}`)).toBe(2);
  const filter = encodeURIComponent(`path:${path} event:payment_received`);
  const [row] = (await get<Page<Capture>>(`/api/captures?filter=${filter}`)).items;
  await expect
    .poll(async () => (await get<CaptureDetail>(`/api/captures/${row?.id}`)).delivery_id)
    .not.toBeNull();
  const detail = await get<CaptureDetail>(`/api/captures/${row?.id}`);
  return { capture: detail, deliveryId: detail.delivery_id ?? '' };
}

describe('captures over the control API', () => {
  it('answers rows, detail, the raw body and parts of it', async () => {
    const bytes = Buffer.from([0, 1, 2, 250, 251, 252, 10, 13]);
    const row = await capture('/raw?x=%41', bytes, 'X-One: 1\r\nx-ONE: 2\r\n');
    expect(row).toMatchObject({
      method: 'POST',
      path: '/raw?x=%41',
      size: 8,
      status: 204,
      signature: { verdict: 'unchecked', dialect: null },
      is_unseen: true,
    });
    const detail = await get<CaptureDetail>(`/api/captures/${row.id}`);
    expect(detail.raw_headers.slice(0, 3)).toEqual([
      ['Host', 'x'],
      ['X-One', '1'],
      ['x-ONE', '2'],
    ]);
    const body = (range?: string) =>
      fetch(`${server.urls.control}/api/captures/${row.id}/body`, {
        headers: { authorization: `Bearer ${server.token}`, ...(range ? { range } : {}) },
      });
    expect(Buffer.from(await (await body()).arrayBuffer())).toEqual(bytes);
    const part = await body('bytes=3-4');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 3-4/8']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(3, 5));
    const last = await body('bytes=-2');
    expect(Buffer.from(await last.arrayBuffer())).toEqual(bytes.subarray(6));
    expect((await body('bytes=9-')).status).toBe(416);
  });

  it('stars, deletes and restores, and says what is not there', async () => {
    const row = await capture('/star', 'x');
    const starred = await ask(`/api/captures/${row.id}`, 'PATCH', { is_starred: true });
    expect(starred.json).toMatchObject({ is_starred: true });
    const filter = encodeURIComponent('path:/star');
    const deleted = await ask('/api/captures/delete', 'POST', { filter: 'path:/star' });
    expect(deleted.json).toMatchObject({ deleted: 1 });
    expect((await get<Page<Capture>>(`/api/captures?filter=${filter}`)).total).toBe(0);
    expect((await ask(`/api/captures/${row.id}`)).json).toMatchObject({
      code: 'capture_not_found',
    });
    const restored = await ask('/api/captures/restore', 'POST', { undo: deleted.json.undo });
    expect(restored.json).toEqual({ restored: 1 });
    expect((await ask('/api/captures/delete', 'POST', {})).json).toMatchObject({
      code: 'invalid_request',
    });
    expect((await ask('/api/captures?filter=evnt:x')).json).toMatchObject({
      code: 'invalid_filter',
    });
  });
});

describe('inboxes and rules over the control API', () => {
  it('keeps an inbox with masked secrets, refuses a bad one, checks what comes', async () => {
    const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
    const created = await ask('/api/inboxes', 'POST', {
      path: '/in/box',
      dialect: 'standard',
      secrets: [secret],
    });
    expect(created.status).toBe(201);
    expect(created.text).not.toContain(secret);
    expect((await capture('/in/box', '{}')).signature).toEqual({
      verdict: 'missing',
      dialect: 'standard',
    });
    const taken = await ask('/api/inboxes', 'POST', { path: '/in/box' });
    expect(taken.json).toMatchObject({ code: 'conflict' });
    const bad = await ask('/api/inboxes', 'POST', {
      path: '/in/bad',
      dialect: 'standard',
      secrets: ['whsec_!!'],
    });
    expect(bad.json).toMatchObject({ code: 'invalid_secret', errors: [{ path: 'secrets[0]' }] });
    for (const path of ['/in/caf\u00e9', '/in/a b', '/in/a?b=1']) {
      const { status, json } = await ask('/api/inboxes', 'POST', { path });
      expect([status, json.errors[0].path]).toEqual([422, 'path']);
    }
    expect((await ask(`/api/inboxes/${created.json.id}`, 'DELETE')).status).toBe(204);
    expect((await ask(`/api/inboxes/${created.json.id}`, 'DELETE')).json).toMatchObject({
      code: 'inbox_not_found',
    });
    const restored = await ask(`/api/inboxes/${created.json.id}/restore`, 'POST');
    expect(restored.json).toEqual(created.json);
    expect(restored.text).not.toContain(secret);
    expect((await capture('/in/box', '{}')).signature.verdict).toBe('missing');
    const path = `/api/inboxes/${created.json.id}`;
    const changed = await ask(path, 'PATCH', { secrets: [], name: 'bare' });
    expect(changed.json.secret_hints).toEqual([]);
    // What was changed comes back with its secret; once more takes that back.
    expect((await ask(`${path}/restore`, 'POST')).json).toEqual(created.json);
    expect((await ask(`${path}/restore`, 'POST')).json).toEqual(changed.json);
    expect((await ask('/api/inboxes/inb_unknown/restore', 'POST')).json).toMatchObject({
      code: 'inbox_not_found',
    });
  });

  it('orders rules, answers by them, explains and resets them', async () => {
    const rule = async (name: string, rest: object) =>
      (
        await ask('/api/rules', 'POST', {
          name,
          when: { path: '/ruled' },
          action: { answer: { status: 202 } },
          ...rest,
        })
      ).json as Rule;
    const last = await rule('last', {});
    const first = await rule('first', {
      position: 0,
      action: {
        answer: { status: 200, body: '{"id":"{{request.json.id}}"}' },
        fail_first: { times: 1, per: 'event', answer: { status: 503 } },
      },
    });
    const list = await get<Page<Rule>>('/api/rules');
    expect(list.items.map(({ name, position }) => [name, position])).toEqual([
      ['first', 0],
      ['last', 1],
    ]);
    const send = async () => {
      const response = await fetch(`${receiver}/ruled`, { method: 'POST', body: '{"id":7}' });
      return [response.status, await response.text()];
    };
    expect(await send()).toEqual([503, '']);
    expect(await send()).toEqual([200, '{"id":"7"}']);
    const filtered = async (filter: string) =>
      (await get<Page<Rule>>(`/api/rules?filter=${encodeURIComponent(filter)}`)).total;
    expect(await filtered(`id:${first.id}`)).toBe(1);
    expect(await filtered(`-id:${first.id}`)).toBe(list.total - 1);
    expect(await filtered('status:404')).toBe(0);
    await ask(`/api/rules/${first.id}/reset`, 'POST');
    expect(await send()).toEqual([503, '']);
    const row = (await get<Page<Capture>>('/api/captures?limit=1')).items[0];
    expect(row).toMatchObject({ rule_id: first.id, status: 503 });
    await ask(`/api/rules/${first.id}`, 'PATCH', { is_on: false });
    const match = await ask('/api/rules/match', 'POST', { capture_id: row?.id });
    expect(match.json).toMatchObject({
      rule: { id: last.id },
      skipped: [{ rule_id: first.id, because: 'it is switched off' }],
    });
    await ask(`/api/rules/${last.id}`, 'PATCH', { position: 0 });
    expect((await get<Page<Rule>>('/api/rules')).items.map(({ name }) => name)).toEqual([
      'last',
      'first',
    ]);
    for (const [when, at, said] of [
      [{ path: '/caf\u00e9' }, 'when.path', 'as \u00e9 is %C3%A9'],
      [{ path: '/a?b=1' }, 'when.path', '`query` compares that'],
      [{ dialect: 'strpe' }, 'when.dialect', 'did you mean stripe?'],
    ] as const) {
      const never = { name: 'never', when, action: { answer: {} } };
      const { status, json } = await ask('/api/rules', 'POST', never);
      expect([status, json.errors[0].path]).toEqual([422, at]);
      expect(json.errors[0].message).toContain(said);
    }
    const bad = await ask('/api/rules', 'POST', {
      name: 'bad',
      when: { body: { json_path: '$[' } },
      action: { answer: { body: '{% if %}', delay: { min_ms: 5, max_ms: 1 } } },
    });
    expect(bad.json.errors.map(({ path }: { path: string }) => path)).toEqual([
      'when.body.json_path',
      'action.answer.body',
      'action.answer.delay',
    ]);
    for (const { id } of [first, last]) {
      expect((await ask(`/api/rules/${id}`, 'DELETE')).status).toBe(204);
    }
  });
});

describe('exchange over the control API', () => {
  it('joins a capture with the attempt that caused it, and lists both sides and one', async () => {
    const { capture: own, deliveryId } = await sendOwn('/in/own');
    expect(own.signature.verdict).toBe('valid');
    const stranger = await capture('/stranger', 'hi');
    await ask('/api/subscriptions', 'POST', {
      url: 'http://127.0.0.1:9/nobody',
      event_types: ['invoice_completed'],
    });
    const traces = await get<Page<Trace>>('/api/traces?limit=100');
    const joined = traces.items.find(({ delivery }) => delivery?.id === deliveryId);
    expect(joined).toMatchObject({
      kind: 'joined',
      joined_by: 'webhook-signature',
      capture: { id: own.id },
    });
    expect(traces.items.find(({ capture: side }) => side?.id === stranger.id)?.kind).toBe(
      'captured_only',
    );
    await expect
      .poll(async () =>
        (await get<Page<Trace>>('/api/traces?limit=100')).items.map(({ kind }) => kind),
      )
      .toContain('sent_only');
    const own1 = await get<{ items: Trace[] }>(`/api/deliveries/${deliveryId}/trace`);
    expect(own1.items[0]).toMatchObject({ kind: 'joined', attempt: 1 });
    const delivery = await get<{ capture_ids: string[] }>(`/api/deliveries/${deliveryId}`);
    expect(delivery.capture_ids).toEqual([own.id]);
    const pages: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page<Trace> = await get(`/api/traces?limit=1${next && `&cursor=${next}`}`);
      pages.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages.length).toBe((await get<Page<Trace>>('/api/traces?limit=100')).items.length);
  });

  it('compares a capture with its attempt, and two captures', async () => {
    const { capture: own, deliveryId } = await sendOwn('/in/compared');
    const sides = { left: { delivery_id: deliveryId }, right: { capture_id: own.id } };
    const same = (await ask('/api/compare', 'POST', sides)).json as Comparison;
    expect(same.body.state).toBe('same');
    expect(same.start.map(({ state }) => state)).toEqual(['same', 'same']);
    expect(same.headers.filter(({ state }) => state === 'changed')).toEqual([]);
    const other = await capture('/in/compared', '{"amount":2}');
    const differs = await ask('/api/compare', 'POST', {
      left: { capture_id: own.id },
      right: { capture_id: other.id },
    });
    expect(differs.json.body.state).toBe('changed');
  });

  it('replays through the API and marks what comes back in', async () => {
    const { capture: own } = await sendOwn('/in/again');
    const replay = await ask(`/api/captures/${own.id}/replay`, 'POST', { url: receiver });
    expect(replay.json as Replay).toMatchObject({ mode: 'resign', state: 'done', done: 1 });
    const filter = encodeURIComponent('path:/in/again');
    const [copy] = (await get<Page<Capture>>(`/api/captures?limit=1&filter=${filter}`)).items;
    expect(copy).toMatchObject({
      is_replay: true,
      path: '/in/again',
      signature: { verdict: 'valid' },
    });
    expect((await ask(`/api/replays/${replay.json.id}`)).json.statuses).toEqual({ 204: 1 });
    expect((await ask('/api/replays/rpl_none')).json).toMatchObject({
      status: 404,
      code: 'replay_not_found',
    });
  });

  it('exports with credentials masked unless asked for, and imports what it exported', async () => {
    const headers = 'Authorization: Bearer top-secret-token\r\nCookie: a=very-secret\r\n';
    const row = await capture('/out?access_token=abc123secret', '{"a":1}', headers);
    for (const format of ['har', 'cassette', 'raw', 'curl_bash', 'curl_powershell']) {
      const masked = await ask('/api/export', 'POST', { ids: [row.id], format });
      expect(masked.status).toBe(200);
      expect(masked.text).not.toMatch(/top-secret-token|very-secret|abc123secret/);
      const open = await ask('/api/export', 'POST', {
        ids: [row.id],
        format,
        include_credentials: true,
      });
      expect(open.text).toMatch(/top-secret-token[\s\S]*/);
    }
    for (const format of ['har', 'cassette']) {
      const wish = { ids: [row.id], format, include_credentials: true };
      const { text } = await ask('/api/export', 'POST', wish);
      const imported = await ask('/api/import', 'POST', { text });
      expect(imported.json).toMatchObject({ imported: 1 });
      const [before, after] = await Promise.all(
        [row.id, imported.json.ids[0]].map((id) => get<CaptureDetail>(`/api/captures/${id}`)),
      );
      expect(after?.raw_headers).toEqual(before?.raw_headers);
      expect(after?.path).toBe(before?.path);
    }
    const bad = await ask('/api/import', 'POST', { text: '# Hookbench cassette 1\n\nPOST /\n' });
    expect(bad.json).toMatchObject({ code: 'invalid_import' });
  });

  it('shows the tunnel as off and examines a public URL', async () => {
    expect((await ask('/api/tunnel')).json).toMatchObject({ state: 'off', url: null });
    const probe = await ask('/api/tunnel/diagnose', 'POST', { url: receiver });
    expect(probe.json).toMatchObject({ is_reachable: true, status: 200 });
  });

  it('keeps every capture over a restart', async () => {
    const row = await capture('/kept', 'still here');
    await server.restart();
    receiver = server.urls.receiver;
    port = Number(new URL(receiver).port);
    expect((await get<CaptureDetail>(`/api/captures/${row.id}`)).path).toBe('/kept');
  });
});

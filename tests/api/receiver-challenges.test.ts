import { afterEach, describe, expect, it } from 'vitest';
import { openWholeReceiver } from '../support/whole-receiver.ts';

const beds: { close(): Promise<void> }[] = [];

async function openBed(isOn = true) {
  const bed = await openWholeReceiver({ answers_challenges: isOn });
  beds.push(bed);
  return bed;
}

afterEach(async () => {
  await Promise.all(beds.splice(0).map((bed) => bed.close()));
});

describe('challenges', () => {
  it('answers Slack by itself and captures the question as one', async () => {
    const bed = await openBed();
    const answer = await fetch(`http://127.0.0.1:${bed.port}/slack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'url_verification', challenge: 'abc123', token: 't' }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('abc123');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(bed.kept[0]?.detail.answer).toMatchObject({
      by: 'challenge',
      text: 'Slack asked to confirm the URL: answered its challenge.',
    });
  });

  it('answers Microsoft Graph and WebSub from the query', async () => {
    const bed = await openBed();
    const base = `http://127.0.0.1:${bed.port}/hook`;
    const graph = await fetch(`${base}?validationToken=a%20b`, { method: 'POST' });
    expect(await graph.text()).toBe('a b');
    const websub = await fetch(`${base}?hub.mode=subscribe&hub.topic=t&hub.challenge=c1`);
    expect(await websub.text()).toBe('c1');
    expect(bed.kept).toHaveLength(2);
  });

  it('leaves them to rules where that is switched off', async () => {
    const bed = await openBed(false);
    const answer = await fetch(`http://127.0.0.1:${bed.port}/hook?challenge=x`);
    expect(answer.status).toBe(204);
  });

  it('answers an ordinary request as ever', async () => {
    const bed = await openBed();
    const answer = await fetch(`http://127.0.0.1:${bed.port}/hook?x=1`, {
      method: 'POST',
      body: '{}',
    });
    expect(answer.status).toBe(204);
  });
});

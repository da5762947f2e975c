import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { NamedKey, VerifyInput } from '../../../../server/core/dialects/dialect.ts';
import { listDialects } from '../../../../server/core/dialects/registry.ts';
import { planSnippet } from '../../../../server/core/snippets/plan.ts';
import { verifySnippets } from '../../../../server/core/snippets/snippets.ts';
import { NOW_MS, type Subject, signOddly } from '../../../support/mutation-corpus.ts';
import { seededBytes, seededPayload } from '../../../support/seeded-payload.ts';

interface Case {
  readonly name: string;
  readonly request: VerifyInput;
  readonly secret: string;
  readonly isValid: boolean;
}

const withCode = listDialects().filter(({ facts }) => planSnippet(facts).kind === 'mac');

/** What the snippet must say to a good request, a flipped byte, another secret, and an old one. */
function casesOf(dialect: Subject['dialect']): Case[] {
  const random = seededBytes(5);
  const named = (source: string): NamedKey => ({ ...dialect.generateKey(random), source });
  const key = named('right');
  const subject = { dialect, payload: seededPayload(5), key, otherKey: named('other'), random };
  const good = signOddly(subject, {});
  const flipped = Uint8Array.from(good.bodyBytes);
  flipped[3] = (flipped[3] ?? 0) ^ 1;
  const { secret } = key;
  const window = dialect.facts.signature.timestamp?.window;
  const isChecked = window && dialect.facts.signature.timestamp?.place.kind !== 'body';
  const old = signOddly(subject, { atMs: NOW_MS - (window?.pastMs ?? 0) - 60_000 });
  return [
    { name: 'good', request: good, secret, isValid: true },
    { name: 'flipped', request: { ...good, bodyBytes: flipped }, secret, isValid: false },
    { name: 'wrong secret', request: good, secret: subject.otherKey.secret, isValid: false },
    { name: 'no header', request: { ...good, headers: [] }, secret, isValid: false },
    ...(isChecked ? [{ name: 'old', request: old, secret, isValid: false }] : []),
  ];
}

function headersOf(request: VerifyInput): Record<string, string> {
  return Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
}

function codeOf(id: string, language: string): string {
  const dialect = listDialects().find((each) => each.id === id);
  const snippets = dialect ? verifySnippets(dialect.facts) : [];
  return snippets.find((snippet) => snippet.language === language)?.code ?? '';
}

it('has code for every dialect whose signature is one digest', () => {
  expect(withCode.length).toBeGreaterThanOrEqual(25);
});

describe.each(withCode.map(({ id }) => id))('%s', (id) => {
  const cases = casesOf(withCode.find((dialect) => dialect.id === id) ?? listDialects()[0]!);

  it('verifies in Node', async () => {
    const source = Buffer.from(codeOf(id, 'node')).toString('base64');
    const { verify } = await import(/* @vite-ignore */ `data:text/javascript;base64,${source}`);
    for (const { name, request, secret, isValid } of cases) {
      const { method, url } = request;
      const body = Buffer.from(request.bodyBytes);
      const headers = headersOf(request);
      expect(verify({ secret, headers, body, method, url, nowMs: NOW_MS }), name).toBe(isValid);
    }
  });
});

const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : undefined;

describe.skipIf(python === undefined)('Python (python3 is needed)', () => {
  it('verifies as Node does', () => {
    const programs = withCode.map((dialect) => ({
      id: dialect.id,
      code: codeOf(dialect.id, 'python'),
      cases: casesOf(dialect).map(({ request, secret }) => ({
        secret,
        headers: headersOf(request),
        body: Buffer.from(request.bodyBytes).toString('base64'),
        method: request.method,
        url: request.url,
      })),
    }));
    const runner = `
import base64, inspect, json, sys
answers = {}
for program in json.load(sys.stdin):
    scope = {}
    exec(program["code"], scope)
    verify = scope["verify"]
    wanted = inspect.signature(verify).parameters
    results = []
    for case in program["cases"]:
        values = {**case, "body": base64.b64decode(case["body"]), "now": ${NOW_MS / 1000}}
        results.append(verify(**{name: values[name] for name in wanted}))
    answers[program["id"]] = results
print(json.dumps(answers))
`;
    const output = execFileSync(python ?? '', ['-c', runner], { input: JSON.stringify(programs) });
    const answers: Record<string, boolean[]> = JSON.parse(output.toString());
    for (const dialect of withCode) {
      expect(answers[dialect.id], dialect.id).toEqual(casesOf(dialect).map((each) => each.isValid));
    }
  });
});

describe('every language', () => {
  it('names a package where the scheme is more than a digest', () => {
    expect(codeOf('twilio-form', 'go')).toContain('twilio');
    expect(codeOf('discord', 'ruby')).toContain('discord-interactions');
  });

  it('holds no secret and compares in constant time', () => {
    const guards: Record<string, string> = {
      node: 'timingSafeEqual',
      python: 'compare_digest',
      go: 'hmac.Equal',
      ruby: 'secure_compare',
      php: 'hash_equals',
      java: 'MessageDigest.isEqual',
      csharp: 'FixedTimeEquals',
    };
    for (const dialect of withCode) {
      for (const { language, code } of verifySnippets(dialect.facts)) {
        expect(code, `${dialect.id} ${language}`).toContain(guards[language]);
      }
    }
  });
});

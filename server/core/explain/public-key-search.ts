import { verify as verifySignature } from 'node:crypto';
import type { NamedKey } from '../dialects/dialect.ts';
import { prepareKey } from '../dialects/keys.ts';
import { buildMessage, messageBytes } from '../dialects/message.ts';
import { bodyForms } from './body-forms.ts';
import { changes, type Form } from './change.ts';
import type { Found, SearchInput, SearchResult } from './search.ts';

/** One check costs about 100 microseconds: fewer variants fit into the time. */
const MAX_VARIANTS = 300;

interface Trial {
  readonly key: NamedKey;
  readonly body: Form<Uint8Array>;
  readonly isOther: boolean;
}

/** Public-key dialects cannot be recomputed: each variant is verified instead. */
export function searchPublicKey(input: SearchInput): SearchResult {
  let tried = 0;
  for (const trial of trials(input)) {
    if (tried >= MAX_VARIANTS) {
      break;
    }
    for (const target of input.targets) {
      tried += 1;
      if (fits(input, trial, target.bytes)) {
        return { found: toFound(input, trial, target), tried };
      }
    }
  }
  return { found: undefined, tried };
}

function toFound(input: SearchInput, trial: Trial, target: Found['target']): Found {
  const expected = input.keys[0]?.source ?? 'this inbox';
  const keyChange = trial.isOther ? [changes.wrongSecret(trial.key.source, expected)] : [];
  const bodyChange = trial.body.change ? [trial.body.change] : [];
  return {
    changes: [...keyChange, ...bodyChange],
    target,
    bodyBytes: trial.body.value,
    key: trial.key,
  };
}

function* trials(input: SearchInput): Generator<Trial> {
  const asIs: Form<Uint8Array> = { value: input.bodyBytes };
  const own = new Set(input.keys.map((key) => key.publicKey ?? key.secret));
  for (const key of input.keys) {
    yield { key, body: asIs, isOther: false };
  }
  for (const key of input.otherKeys) {
    if (!own.has(key.publicKey ?? key.secret)) {
      yield { key, body: asIs, isOther: true };
    }
  }
  for (const key of input.keys) {
    for (const body of bodyForms(input.bodyBytes)) {
      yield { key, body, isOther: false };
    }
  }
}

function fits(input: SearchInput, { key, body }: Trial, signature: Uint8Array): boolean {
  const { facts, request } = input;
  const prepared = prepareKey(facts.key, key);
  const message = buildMessage(facts.signature.signed, { ...request, bodyBytes: body.value });
  if (prepared.kind !== 'pair' || !message) {
    return false;
  }
  const digest = facts.signature.algorithm === 'ed25519' ? null : 'sha256';
  try {
    const signedBytes = messageBytes(message, body.value);
    return verifySignature(digest, signedBytes, prepared.publicKey, signature);
  } catch {
    return false;
  }
}

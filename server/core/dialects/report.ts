import type { SignatureReport, Verdict } from '../../contract/signature.ts';
import type { Judging, Match } from './judge.ts';
import { type BodyFindings, collectNotes } from './notes.ts';
import { placeHeader, writeSignature } from './place.ts';

type Check = SignatureReport['checks'][number];

/** Puts the five checks and the verdict into words. The report never holds a secret. */
export function writeReport(
  judging: Judging,
  match: Match,
  findings: BodyFindings,
): SignatureReport {
  const { facts, reading, message } = judging;
  const verdict = judgeVerdict(judging, match);
  return {
    verdict,
    dialect: facts.id,
    reason: reasonText(verdict, judging, match),
    checks: [
      presentCheck(judging),
      parsesCheck(judging),
      secretCheck(judging, match),
      timeCheck(judging),
      bytesCheck(judging, match),
    ],
    received: reading.received,
    expected: expectedText(judging, match),
    signed_prefix: message?.prefix ?? null,
    signed_suffix: message?.suffix ?? null,
    key_source: (match.key ?? judging.usable[0]?.key)?.source ?? null,
    notes: notesOf(judging, findings),
  };
}

function notesOf(judging: Judging, findings: BodyFindings): string[] {
  const { facts, reading, input } = judging;
  const prefix = facts.key.form === 'base64' ? facts.key.prefix : '';
  const firstSecret = input.keys[0]?.secret;
  return collectNotes({
    facts,
    reading,
    url: input.url,
    headers: input.headers,
    findings,
    isFuture: judging.time?.isFuture ?? false,
    isOddTimestamp: judging.isOddTimestamp,
    hasBareSecret: firstSecret !== undefined && !firstSecret.startsWith(prefix),
  });
}

function judgeVerdict(judging: Judging, match: Match): Verdict {
  const { facts, reading } = judging;
  if (facts.signature.algorithm === 'none') {
    return 'unchecked';
  }
  if (reading.received === null) {
    const isOptional = facts.kind === 'unsigned' && judging.input.keys.length === 0;
    return isOptional ? 'unchecked' : 'missing';
  }
  if (reading.missing.length > 0 || reading.fault !== undefined || judging.isOddTimestamp) {
    return 'invalid';
  }
  if (judging.usable.length === 0) {
    return 'unchecked';
  }
  if (match.result !== 'pass') {
    return 'invalid';
  }
  return judging.time?.result === 'fail' ? 'stale' : 'valid';
}

function reasonText(verdict: Verdict, judging: Judging, match: Match): string {
  const { facts, reading } = judging;
  switch (verdict) {
    case 'valid':
      return `The signature matches with the key of ${match.key?.source ?? 'the inbox'}.`;
    case 'stale':
      return `The signature matches, but the request is ${judging.time?.text ?? 'too old'}.`;
    case 'missing':
      return `The request carries no ${facts.name} signature: ${signatureName(judging)} is missing.`;
    case 'unchecked':
      return uncheckedText(judging);
    case 'invalid':
      return invalidText(judging, reading.missing);
  }
}

function uncheckedText(judging: Judging): string {
  if (judging.facts.signature.algorithm === 'none') {
    return `${judging.facts.name} signs nothing.`;
  }
  return judging.keyFault === undefined
    ? 'No key is known to check the signature with.'
    : `The key cannot be used: ${judging.keyFault}.`;
}

function invalidText(judging: Judging, missing: readonly string[]): string {
  const name = signatureName(judging);
  if (missing.length > 0) {
    return `${missing.join(' and ')} must come with ${name} and is missing.`;
  }
  if (judging.reading.fault !== undefined) {
    return `${name} cannot be read: ${judging.reading.fault}.`;
  }
  if (judging.isOddTimestamp) {
    return `The timestamp is not ${stampForm(judging)}.`;
  }
  return judging.message === undefined
    ? 'The request lacks what the signature covers.'
    : 'The signature does not match the bytes of this request with any known key.';
}

function signatureName(judging: Judging): string {
  const { place } = judging.facts.signature;
  return (
    placeHeader(place) ?? (place.kind === 'body' ? `${place.path} in the body` : 'a signature')
  );
}

function stampForm(judging: Judging): string {
  const unit = judging.facts.signature.timestamp?.unit;
  return unit === 'iso' ? 'an ISO 8601 time' : `plain digits (unix ${unit ?? 's'})`;
}

function presentCheck(judging: Judging): Check {
  const { reading, facts } = judging;
  const name = 'header_present';
  if (facts.signature.algorithm === 'none') {
    return { name, result: 'skipped', text: `${facts.name} sends no signature` };
  }
  const lacking = reading.missing.length > 0 ? reading.missing : [];
  if (lacking.length > 0 || reading.received === null) {
    const names = lacking.length > 0 ? lacking.join(', ') : signatureName(judging);
    return { name, result: 'fail', text: `${names} missing` };
  }
  return { name, result: 'pass', text: `${signatureName(judging)} present` };
}

function parsesCheck(judging: Judging): Check {
  const { reading } = judging;
  const name = 'header_parses';
  if (reading.received === null) {
    return { name, result: 'skipped', text: 'there is nothing to read' };
  }
  if (reading.fault !== undefined) {
    return { name, result: 'fail', text: reading.fault };
  }
  return judging.isOddTimestamp
    ? { name, result: 'fail', text: `the timestamp is not ${stampForm(judging)}` }
    : { name, result: 'pass', text: reading.parsed };
}

function secretCheck(judging: Judging, match: Match): Check {
  const name = 'secret_usable';
  if (judging.facts.signature.algorithm === 'none' || judging.input.keys.length === 0) {
    return { name, result: 'skipped', text: 'no key is known' };
  }
  const used = judging.usable.find(({ key }) => key === match.key) ?? judging.usable[0];
  if (!used) {
    return { name, result: 'fail', text: judging.keyFault ?? 'the key cannot be used' };
  }
  const { prepared } = used;
  const text =
    prepared.kind === 'shared'
      ? `secret ${prepared.bytes.byteLength} bytes`
      : `${prepared.publicKey.asymmetricKeyType ?? 'public'} key`;
  return { name, result: 'pass', text };
}

function timeCheck(judging: Judging): Check {
  const name = 'time_in_tolerance';
  if (!judging.time) {
    const text = judging.facts.signature.timestamp
      ? 'no timestamp could be read'
      : `${judging.facts.name} signs no timestamp`;
    return { name, result: 'skipped', text };
  }
  return { name, result: judging.time.result, text: judging.time.text };
}

function bytesCheck(judging: Judging, match: Match): Check {
  const name = 'bytes_match';
  if (match.result === 'pass') {
    return { name, result: 'pass', text: 'bytes match' };
  }
  if (match.result === 'fail') {
    return { name, result: 'fail', text: 'bytes do not match with any known key' };
  }
  const why = judging.usable.length === 0 ? 'no usable key' : 'nothing to compare';
  return { name, result: 'skipped', text: why };
}

/** The value that the signature header should have had, in the dialect's own form. */
function expectedText(judging: Judging, match: Match): string | null {
  if (match.expected === null) {
    return null;
  }
  const { facts, reading } = judging;
  const { place } = facts.signature;
  const header = placeHeader(place);
  if (header === undefined || place.kind === 'message_signature') {
    return match.expected;
  }
  if (place.kind === 'method' && reading.received !== null) {
    return `${reading.received.slice(0, reading.received.indexOf('=') + 1)}${match.expected}`;
  }
  const written = writeSignature(facts.signature, {
    id: reading.id ?? '',
    timestampText: reading.timestampText,
    signatures: [match.expected],
  });
  return written.find(([name]) => name === header)?.[1] ?? match.expected;
}

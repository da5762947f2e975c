import { decodeText } from '../dialects/bytes.ts';
import type { DialectFacts } from '../dialects/facts.ts';
import { placeHeader } from '../dialects/place.ts';
import { type Change, changes } from './change.ts';
import type { Target } from './targets.ts';

/** What is wrong with how a right digest is written down; undefined where it is written as it should be. */
export function writingChange(facts: DialectFacts, target: Target): Change | undefined {
  const { signature } = facts;
  const header = placeHeader(signature.place);
  if (target.header === '') {
    return encodingChange(facts, target);
  }
  if (header !== undefined && target.header !== header.toLowerCase()) {
    return changes.header(
      `The right signature stands in ${target.header}; ${facts.name} reads ${header}.`,
      `Send it in ${header}.`,
    );
  }
  return encodingChange(facts, target) ?? prefixChange(facts, target);
}

function encodingChange(facts: DialectFacts, target: Target): Change | undefined {
  const { encoding, comparison } = facts.signature;
  const fix = `Write the digest in ${encoding}.`;
  const expected = decodeText(target.text, encoding);
  if (!expected || !target.bytes.equals(expected)) {
    return changes.encoding(
      `Right digest, wrong encoding: ${target.encoding} sent, ${encoding} expected.`,
      fix,
    );
  }
  if (comparison === 'text' && target.isUpperHex) {
    return changes.encoding('Right digest, but its hex digits are upper case.', fix);
  }
  if (comparison === 'text' && target.isUnpadded && encoding === 'base64') {
    return changes.encoding('Right digest, but the "=" at its end is missing.', fix);
  }
  return undefined;
}

function prefixChange(facts: DialectFacts, target: Target): Change | undefined {
  const { place } = facts.signature;
  const wanted =
    place.kind === 'header' || place.kind === 'list'
      ? place.prefix
      : place.kind === 'method'
        ? `${place.sends}=`
        : place.kind === 'pairs'
          ? `${place.signatureKey}=`
          : '';
  if (wanted === '' || target.prefix === wanted) {
    return undefined;
  }
  const sent = target.prefix === '' ? 'nothing' : target.prefix;
  return changes.encoding(
    `Right digest, but ${wanted} is expected in front of it and ${sent} was sent.`,
    `Write ${wanted} in front of the digest.`,
  );
}

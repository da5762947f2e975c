import type { CauseCode } from '../../contract/explain.ts';

/** One thing that was done differently from what the dialect says, in words. */
export interface Change {
  readonly code: CauseCode;
  readonly sentence: string;
  readonly usualReason: string;
  readonly fix: string;
}

/** Something tried: as it is where `change` is absent. */
export interface Form<Value> {
  readonly value: Value;
  readonly change?: Change;
}

const RAW_BYTES = 'Verify the raw bytes of the body before any parsing.';

export const changes = {
  newlineAdded: (what: string): Change => ({
    code: 'newline',
    sentence: `The body has ${what} at its end: without it the signature matches.`,
    usualReason: 'A proxy, an editor or `echo` appended it, or code read the body as text lines.',
    fix: RAW_BYTES,
  }),
  newlineLost: (what: string): Change => ({
    code: 'newline',
    sentence: `The body lost ${what} at its end: with it the signature matches.`,
    usualReason: 'Something trimmed the body on its way.',
    fix: RAW_BYTES,
  }),
  newlineOther: (sentence: string): Change => ({
    code: 'newline',
    sentence,
    usualReason: 'An editor, Git or a text-mode read changed line ends or the byte-order mark.',
    fix: RAW_BYTES,
  }),
  reserialised: (how: string): Change => ({
    code: 'body_reserialised',
    sentence: `The JSON was parsed and written again: it was signed ${how}.`,
    usualReason: 'A body parser ran before the check and the object was turned into text again.',
    fix: `${RAW_BYTES} Text made from the parsed object is another text.`,
  }),
  charset: (sentence: string): Change => ({
    code: 'charset',
    sentence,
    usualReason: 'The body was decoded with one character set and encoded with another.',
    fix: RAW_BYTES,
  }),
  compression: (sentence: string): Change => ({
    code: 'compression',
    sentence,
    usualReason: 'A proxy changed content-encoding between signing and checking.',
    fix: 'Check the bytes that the sender signed: switch compression off on that path.',
  }),
  form: (sentence: string): Change => ({
    code: 'form',
    sentence,
    usualReason: 'A form body was decoded before the check, or only one field of it was signed.',
    fix: RAW_BYTES,
  }),
  bodyChanged: (sentence: string, usualReason: string): Change => ({
    code: 'body_changed',
    sentence,
    usualReason,
    fix: RAW_BYTES,
  }),
  wrongSecret: (whose: string, expected: string): Change => ({
    code: 'wrong_secret',
    sentence: `Signed with the secret of ${whose}, not of ${expected}.`,
    usualReason: 'Secrets of two endpoints were mixed up, or one was rotated on one side only.',
    fix: `Use the secret of ${whose} here, or sign with that of ${expected}.`,
  }),
  secretForm: (sentence: string, fix: string): Change => ({
    code: 'secret_form',
    sentence,
    usualReason: 'The same text is read as text by some libraries and decoded first by others.',
    fix,
  }),
  scheme: (sentence: string, fix: string): Change => ({
    code: 'scheme',
    sentence,
    usualReason: 'Signing and checking follow two different schemes.',
    fix,
  }),
  timeUnit: (sentence: string, fix: string): Change => ({
    code: 'time_unit',
    sentence,
    usualReason: 'Date.now() counts milliseconds, most signatures count seconds.',
    fix,
  }),
  encoding: (sentence: string, fix: string): Change => ({
    code: 'encoding',
    sentence,
    usualReason: 'The digest was written in another encoding than the one that is compared.',
    fix,
  }),
  header: (sentence: string, fix: string): Change => ({
    code: 'header',
    sentence,
    usualReason: 'A proxy or framework joined, folded, renamed or shortened the header.',
    fix,
  }),
} as const;

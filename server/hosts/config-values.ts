import { isIP } from 'node:net';
import { z } from 'zod';
import { type Schedule, ScheduleSchema } from '../contract/policy.ts';
import { HttpUrlSchema } from '../contract/text.ts';
import { DURATION_TAKES, findDurationMs } from './duration.ts';

/**
 * One kind of configuration value. A schema accepts the JSON form of the file and the text form of
 * flags and environment alike; `takes` ends the sentence "… takes".
 */
export interface ValueKind<Value> {
  readonly takes: string;
  readonly schema: z.ZodType<Value>;
}

export const portKind: ValueKind<number> = {
  takes: 'a port: a whole number from 0 to 65535, 0 for any free one',
  schema: wholeNumber(0, 65_535),
};

export const addressKind: ValueKind<string> = {
  takes: 'an IP address or a host name of this computer, such as 127.0.0.1, ::1 or localhost',
  schema: z
    .string()
    .max(253)
    .transform((text) => text.trim().replace(/^\[(.*)\]$/, '$1'))
    .refine((text) => isIP(text) > 0 || isHostName(text)),
};

export const urlKind: ValueKind<string> = {
  takes: 'an absolute URL such as https://example.com, http or https',
  schema: HttpUrlSchema.refine((text) => URL.canParse(text)),
};

export const redisUrlKind: ValueKind<string> = {
  takes: 'a Redis URL such as redis://127.0.0.1:6379/0 (redis: or rediss:)',
  schema: z
    .string()
    .max(2048)
    .regex(/^rediss?:\/\/[^\s/?#]+/i)
    .refine((text) => URL.canParse(text)),
};

export const pathKind: ValueKind<string> = {
  takes: 'the path of a folder',
  schema: z
    .string()
    .min(1)
    .max(4096)
    .refine((text) => !text.includes('\0')),
};

export const scheduleKind: ValueKind<Schedule> = {
  takes:
    'a list of delays such as 0s,5s,5m,30m (in the file also [0, 5000] in milliseconds), preset:DIALECT for the schedule of a provider, or an object with kind, as the API takes it',
  schema: z.preprocess(toSchedule, ScheduleSchema),
};

export const secretKind: ValueKind<string> = {
  takes: 'a text of 16 to 200 visible characters',
  schema: z.string().regex(/^[\x21-\x7e]{16,200}$/),
};

export const dataKeyKind: ValueKind<Uint8Array> = {
  takes: '32 random bytes in base64 (make one with: openssl rand -base64 32)',
  schema: z
    .string()
    .regex(/^[A-Za-z0-9+/_-]{43}=?$/)
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
    .refine((bytes) => bytes.byteLength === 32),
};

export function numberKind(min: number, max: number): ValueKind<number> {
  return { takes: `a whole number from ${min} to ${max}`, schema: wholeNumber(min, max) };
}

/** Milliseconds, or a text with a unit. */
export function durationKind(minMs: number, maxMs: number): ValueKind<number> {
  return {
    takes: `${DURATION_TAKES}, or milliseconds as a number, from ${minMs} to ${maxMs} ms`,
    schema: z.preprocess(
      (raw) => (typeof raw === 'string' ? findDurationMs(raw) : raw),
      z.number().int().min(minMs).max(maxMs),
    ),
  };
}

/** Bytes, or a text with a unit. */
export function sizeKind(minBytes: number): ValueKind<number> {
  return {
    takes: `a size such as 512KiB or 25MiB, or bytes as a number, at least ${minBytes}`,
    schema: z.preprocess(
      (raw) => (typeof raw === 'string' ? findBytes(raw) : raw),
      z.number().int().min(minBytes).max(Number.MAX_SAFE_INTEGER),
    ),
  };
}

export function choiceKind<const Choice extends string>(
  choices: readonly Choice[],
): ValueKind<Choice> {
  return { takes: `one of ${choices.join(', ')}`, schema: z.enum(choices) };
}

/** A JSON array in the file; separated by commas in a flag or in the environment. */
export function listKind<Item>(item: ValueKind<Item>, max: number): ValueKind<Item[]> {
  return {
    takes: `a list (in a flag or in the environment separated by commas), at most ${max}; each ${item.takes}`,
    schema: z.preprocess(splitList, z.array(item.schema).max(max)),
  };
}

/** `null` in the file, `none` in a flag or in the environment. */
export function optionalKind<Value>(kind: ValueKind<Value>): ValueKind<Value | null> {
  return {
    takes: `${kind.takes}; or none`,
    schema: z.preprocess((raw) => (raw === 'none' ? null : raw), kind.schema.nullable()),
  };
}

/** A host as a browser names it in `Host`: a name or address, with a port where it is not 80. */
export const hostKind: ValueKind<string> = {
  takes: 'a host as in the address of a browser, such as bench.example.com or 10.0.0.5:4780',
  schema: z
    .string()
    .max(260)
    .transform((text) => text.trim().toLowerCase())
    .refine((text) => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(text)),
};

/** For hosts that webhooks may go to although they are private. */
export const privateHostKind: ValueKind<string> = {
  takes: 'a host name, an address or a network such as 10.0.0.0/8',
  schema: z
    .string()
    .max(253)
    .transform((text) => text.trim())
    .refine((text) => /^[A-Za-z0-9.:_*/-]+$/.test(text)),
};

function wholeNumber(min: number, max: number): z.ZodType<number> {
  return z.preprocess(
    (raw) => (typeof raw === 'string' && /^\d{1,16}$/.test(raw.trim()) ? Number(raw) : raw),
    z.number().int().min(min).max(max),
  );
}

function isHostName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);
}

function splitList(raw: unknown): unknown {
  if (typeof raw !== 'string') {
    return raw;
  }
  return raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function findBytes(text: string): number | undefined {
  const parts = /^(\d+)\s*(b|kb|kib|mb|mib|gb|gib)?$/i.exec(text.trim());
  if (!parts) {
    return undefined;
  }
  const unit = parts[2]?.toLowerCase() ?? 'b';
  const base = unit.includes('i') ? 1024 : 1000;
  const power = { b: 0, k: 1, m: 2, g: 3 }[unit.slice(0, 1)] ?? 0;
  return Number(parts[1]) * base ** power;
}

function toSchedule(raw: unknown): unknown {
  if (typeof raw === 'string') {
    const text = raw.trim();
    if (text.startsWith('preset:')) {
      return { kind: 'preset', dialect: text.slice('preset:'.length) };
    }
    return text.startsWith('{') ? parseJson(text) : toSchedule(splitList(text));
  }
  if (!Array.isArray(raw)) {
    return raw;
  }
  const delaysMs = raw.map((item) => (typeof item === 'string' ? findDurationMs(item) : item));
  return { kind: 'list', delays_ms: delaysMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { z } from 'zod';

/** What crosses between the desktop shell, the server process that it starts, and the window. */

export const ListenerNameSchema = z.enum(['control', 'exposee', 'receiver']);
export type ListenerName = z.infer<typeof ListenerNameSchema>;

const PortSchema = z.number().int().min(0).max(65_535);

/** The three addresses as URLs without a trailing slash. */
export const ListenerUrlsSchema = z.object({
  control: z.url(),
  exposee: z.url(),
  receiver: z.url(),
});
export type ListenerUrls = z.infer<typeof ListenerUrlsSchema>;

/** Why a server did not start. Closed: the shell switches on it. */
export const START_FAILURE_CODES = [
  'port_in_use',
  'data_in_use',
  'invalid_config',
  'internal_error',
] as const;
export const StartFailureCodeSchema = z.enum(START_FAILURE_CODES);
export type StartFailureCode = z.infer<typeof StartFailureCodeSchema>;

/** `listener` and `port` are there where the code is `port_in_use`. */
export const StartFailureSchema = z.object({
  kind: z.literal('failed'),
  code: StartFailureCodeSchema,
  detail: z.string(),
  listener: ListenerNameSchema.optional(),
  port: PortSchema.optional(),
});
export type StartFailure = z.infer<typeof StartFailureSchema>;

/** Shell to server. `ports` overrides the configuration for the listeners that it names. */
export const ShellOrderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    dataDir: z.string().min(1),
    /** 32 bytes that seal the secrets of the data folder. */
    dataKeyBytes: z.custom<Uint8Array>(
      (value) => value instanceof Uint8Array && value.byteLength === 32,
      '32 bytes',
    ),
    /** Bearer token of the control listener for this launch. */
    token: z.string().min(43),
    ports: z.partialRecord(ListenerNameSchema, PortSchema),
  }),
  z.object({ kind: z.literal('stop') }),
]);
export type ShellOrder = z.infer<typeof ShellOrderSchema>;
export type StartOrder = Extract<ShellOrder, { kind: 'start' }>;

/** Server to shell. */
export const ServerReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), urls: ListenerUrlsSchema }),
  StartFailureSchema,
  z.object({ kind: z.literal('stopped') }),
]);
export type ServerReport = z.infer<typeof ServerReportSchema>;

export const ThemeChoiceSchema = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof ThemeChoiceSchema>;

/** Preferences that the shell keeps itself, because it needs them before the first paint. */
export const ShellPreferencesSchema = z.object({
  theme: ThemeChoiceSchema.default('system'),
  hasTray: z.boolean().default(false),
  hasCompactTitleBar: z.boolean().default(false),
  /** Linux without a keyring: the person agreed that secrets are only obscured on this computer. */
  acceptsWeakVault: z.boolean().default(false),
  /** The person was told once that closing the last window keeps the server while there is a tray. */
  knowsTray: z.boolean().default(false),
});
export type ShellPreferences = z.infer<typeof ShellPreferencesSchema>;

/** What the window may change; that the vault may be weak is asked by the shell alone. */
export const ShellPreferencesChangeSchema = z.object({
  theme: ThemeChoiceSchema.optional(),
  hasTray: z.boolean().optional(),
  hasCompactTitleBar: z.boolean().optional(),
});
export type ShellPreferencesChange = z.infer<typeof ShellPreferencesChangeSchema>;

/** Text only, no payload: a notification may lie on a locked screen. */
export const ShellNoticeSchema = z.object({
  title: z.string().min(1).max(120),
  body: z.string().max(300),
  /** A path inside the window that a click opens. */
  path: z.string().startsWith('/').max(500).optional(),
});
export type ShellNotice = z.infer<typeof ShellNoticeSchema>;

/** One line of the tray menu; no payload. */
export const RecentItemSchema = z.object({
  label: z.string().min(1).max(80),
  path: z.string().startsWith('/').max(500),
});
export type RecentItem = z.infer<typeof RecentItemSchema>;

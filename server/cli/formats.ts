import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExportFormat, ExportFormatSchema } from '../contract/exchange.ts';
import { usageFailure } from './failure.ts';

type Options = Readonly<Record<string, unknown>>;

const SUBSCRIPTION_FORMATS = ['json', 'csv'] as const;
export type SubscriptionFormat = (typeof SUBSCRIPTION_FORMATS)[number];

/** json and csv hold subscriptions; the others hold requests. */
export type FileFormat =
  | { readonly holds: 'subscriptions'; readonly format: SubscriptionFormat }
  | { readonly holds: 'requests'; readonly format: ExportFormat };

const BY_ENDING: Readonly<Record<string, string>> = {
  http: 'raw',
  sh: 'curl_bash',
  ps1: 'curl_powershell',
  cmd: 'curl_cmd',
  mjs: 'fetch',
};

export const IMPORT_FORMATS: readonly string[] = [...SUBSCRIPTION_FORMATS, 'har', 'cassette'];
export const EXPORT_FORMATS: readonly string[] = [
  ...SUBSCRIPTION_FORMATS,
  ...ExportFormatSchema.options,
];

export function addFormatOption(command: Command, formats: readonly string[]): Command {
  return command.addOption(
    new Option('--format <F>', 'default: by the ending of the file').choices(formats),
  );
}

/** --format, else the ending of the file. */
export function fileFormat(options: Options, path: string, formats: readonly string[]): FileFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const named = String(options.format ?? BY_ENDING[ending] ?? ending);
  const subscriptions = SUBSCRIPTION_FORMATS.find((format) => format === named);
  if (subscriptions) {
    return { holds: 'subscriptions', format: subscriptions };
  }
  const requests = ExportFormatSchema.options.find((format) => format === named);
  if (requests && formats.includes(requests)) {
    return { holds: 'requests', format: requests };
  }
  throw usageFailure(
    `${path === '-' ? 'a stream' : path} does not say its format: name it with --format, one of ${formats.join(', ')}`,
  );
}

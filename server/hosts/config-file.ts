import { join, resolve } from 'node:path';

const CONFIG_FILE_NAME = 'hookbench.config.json';

/** Answers undefined where no such file is; throws where it cannot be read. */
export type ReadText = (path: string) => string | undefined;

export type ConfigFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly path: string; readonly fields: Record<string, unknown> }
  | { readonly kind: 'fault'; readonly path: string; readonly fault: string };

export interface ConfigFileSearch {
  /** Named by a flag or by the environment: it must be there. */
  readonly named: string | undefined;
  readonly cwd: string;
  readonly dataDir: string;
  readonly readText: ReadText;
}

/** One file at most: the named one, else the one of the working folder, else of the data folder. */
export function readConfigFile(search: ConfigFileSearch): ConfigFile {
  if (search.named !== undefined) {
    const path = resolve(search.cwd, search.named);
    const file = readOne(path, search.readText);
    return file.kind === 'none' ? { kind: 'fault', path, fault: 'there is no such file' } : file;
  }
  const inWorkFolder = readOne(join(search.cwd, CONFIG_FILE_NAME), search.readText);
  return inWorkFolder.kind === 'none'
    ? readOne(join(search.dataDir, CONFIG_FILE_NAME), search.readText)
    : inWorkFolder;
}

function readOne(path: string, readText: ReadText): ConfigFile {
  let text: string | undefined;
  try {
    text = readText(path);
  } catch (error) {
    return { kind: 'fault', path, fault: `it cannot be read: ${messageOf(error)}` };
  }
  if (text === undefined) {
    return { kind: 'none' };
  }
  try {
    const fields: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(fields)
      ? { kind: 'read', path, fields }
      : { kind: 'fault', path, fault: 'it takes one JSON object, such as {"exposee_port": 8000}' };
  } catch (error) {
    return { kind: 'fault', path, fault: `it is not JSON: ${messageOf(error)}` };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(error: unknown): string {
  // JSON.parse quotes the text around the fault, and that text may hold a secret.
  return error instanceof SyntaxError
    ? error.message.replace(/, "?\.{3}.*$|, ".*$/s, '')
    : error instanceof Error
      ? error.message
      : String(error);
}

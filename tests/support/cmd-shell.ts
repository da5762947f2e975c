// Reads a batch file by cmd.exe's documented rules without cmd.exe: the few commands that a copied
// request takes, and an error for anything that cmd could read in another way.

const TEMP = 'C:\\Users\\A B\\Temp';
/** What cmd gives a meaning to outside of quotes, and % and ! even inside. */
const SPECIAL = /[&|<>^%!()"\r\n\t]/;

export interface CmdRun {
  readonly calls: { readonly arguments: string[]; readonly files: ReadonlyMap<string, Buffer> }[];
  readonly left: readonly string[];
}

export function runCmd(script: string): CmdRun {
  const files = new Map<string, Buffer>();
  const calls: CmdRun['calls'] = [];
  for (const line of script.split('\r\n').filter((text) => text !== '')) {
    if (line.length > 8191) {
      throw new Error(`cmd cuts a line of ${line.length} characters`);
    }
    runLine(line.replaceAll('%TEMP%', TEMP), files, calls);
  }
  return { calls, left: [...files.keys()] };
}

function runLine(line: string, files: Map<string, Buffer>, calls: CmdRun['calls']): void {
  const remark = /^rem (.*)$/.exec(line)?.[1];
  const echo = /^(>>?)"([^"%!]+)" echo (.*)$/.exec(line);
  const decode = /^certutil -f -decode "([^"%!]+)" "([^"%!]+)" >nul$/.exec(line);
  const curl = /^curl\.exe (.*)$/.exec(line)?.[1];
  const gone = /^del (.*)$/.exec(line)?.[1];
  if (remark !== undefined || echo) {
    const text = remark ?? echo?.[3] ?? '';
    if (SPECIAL.test(text)) {
      throw new Error(`cmd would read this otherwise: ${text.slice(0, 60)}`);
    }
    if (echo) {
      const before = echo[1] === '>>' ? files.get(echo[2] ?? '') : undefined;
      files.set(
        echo[2] ?? '',
        Buffer.concat([before ?? Buffer.alloc(0), Buffer.from(`${text}\r\n`)]),
      );
    }
  } else if (decode) {
    const text =
      files
        .get(decode[1] ?? '')
        ?.toString('latin1')
        .replaceAll('\r\n', '') ?? '';
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
      throw new Error('certutil takes base64 only, and no empty file');
    }
    files.set(decode[2] ?? '', Buffer.from(text, 'base64'));
  } else if (curl !== undefined) {
    calls.push({ arguments: wordsOf(curl), files: new Map(files) });
  } else if (gone !== undefined) {
    for (const name of wordsOf(gone)) {
      files.delete(name);
    }
  } else {
    throw new Error(`not understood: ${line.slice(0, 80)}`);
  }
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"%!]*)"|([A-Za-z-]+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
}

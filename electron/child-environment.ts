/** What the server may know of our environment. Anything else, NODE_OPTIONS above all, stays out. */
const PASSED_ON = new Set(
  [
    ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ'],
    ...['TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT'],
    ...['APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'PROGRAMDATA', 'XDG_RUNTIME_DIR'],
    ...['SYSTEMDRIVE', 'HOMEDRIVE', 'HOMEPATH', 'PROGRAMFILES'],
    ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
    // Programs of tunnels: where their keys and settings lie.
    ...['SSH_AUTH_SOCK', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'],
    'NODE_EXTRA_CA_CERTS',
  ].map((name) => name.toUpperCase()),
);

/** Where Homebrew and installers put programs; the Finder starts apps with neither in PATH. */
const MAC_PROGRAMS = ['/opt/homebrew/bin', '/usr/local/bin'];

/** HOOKBENCH_* is our own configuration; the key comes from the vault and never this way. */
export function childEnvironment(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => {
    const upper = name.toUpperCase();
    const isOurs = upper.startsWith('HOOKBENCH_') && upper !== 'HOOKBENCH_DATA_KEY';
    return value !== undefined && (isOurs || PASSED_ON.has(upper) || upper.startsWith('LC_'));
  });
  const child = Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
  return platform === 'darwin' ? { ...child, PATH: withMacPrograms(child.PATH ?? '') } : child;
}

function withMacPrograms(path: string): string {
  const folders = path.split(':').filter((folder) => folder !== '');
  return [...folders, ...MAC_PROGRAMS.filter((folder) => !folders.includes(folder))].join(':');
}

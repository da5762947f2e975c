/** What the server may know of our environment. Anything else, NODE_OPTIONS above all, stays out. */
const PASSED_ON = new Set(
  [
    ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ'],
    ...['TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT'],
    ...['APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'PROGRAMDATA', 'XDG_RUNTIME_DIR'],
    ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
    'NODE_EXTRA_CA_CERTS',
  ].map((name) => name.toUpperCase()),
);

/** HOOKBENCH_* is our own configuration; the key comes from the vault and never this way. */
export function childEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => {
    const upper = name.toUpperCase();
    const isOurs = upper.startsWith('HOOKBENCH_') && upper !== 'HOOKBENCH_DATA_KEY';
    return value !== undefined && (isOurs || PASSED_ON.has(upper) || upper.startsWith('LC_'));
  });
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

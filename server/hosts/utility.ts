import type { ServerReport } from '../contract/bridge.ts';

/** Runs in Electron's utility process. */
const report: ServerReport = {
  kind: 'failed',
  code: 'internal_error',
  detail: 'The server is not part of this build yet.',
};
process.stderr.write(`${report.detail}\n`);

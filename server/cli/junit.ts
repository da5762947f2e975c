import type { ReplayedExchange } from '../hosts/replay-file.ts';

/** The form of test results that build servers read. */
export function writeJunit(suite: string, results: readonly ReplayedExchange[]): string {
  const failures = results.filter((result) => !result.isAsExpected).length;
  const totalMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escapeXml(suite)}" tests="${results.length}" failures="${failures}" time="${seconds(totalMs)}">`,
    ...results.flatMap(writeCase),
    '</testsuite>',
    '',
  ].join('\n');
}

function writeCase(result: ReplayedExchange): string[] {
  const name = escapeXml(`#${result.number} ${result.method} ${result.url}`);
  const open = `  <testcase classname="hookbench.replay" name="${name}" time="${seconds(result.durationMs)}"`;
  return result.isAsExpected
    ? [`${open}/>`]
    : [`${open}>`, `    <failure message="${escapeXml(result.text)}"/>`, '  </testcase>'];
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\p{Cc}/gu, '\ufffd');
}

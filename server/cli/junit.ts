import { hostname } from 'node:os';
import type { ReplayedExchange } from '../hosts/replay-file.ts';

export interface JunitSuite {
  readonly name: string;
  readonly startedAtMs: number;
  readonly results: readonly ReplayedExchange[];
}

/**
 * The form of test results that build servers read: valid by the schema of Jenkins and by the older one of Ant, which
 * wants every part to be there, empty or not, and a time without a zone.
 */
export function writeJunit({ name, startedAtMs, results }: JunitSuite): string {
  const failures = results.filter((result) => !result.isAsExpected).length;
  const totalMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  const attributes = [
    `name="${escapeXml(name)}"`,
    `tests="${results.length}" failures="${failures}" errors="0" time="${seconds(totalMs)}"`,
    `timestamp="${new Date(startedAtMs).toISOString().slice(0, 19)}"`,
    `hostname="${escapeXml(hostname())}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite ${attributes.join(' ')}>`,
    '  <properties>',
    '    <property name="tool" value="hookbench replay"/>',
    '  </properties>',
    ...results.flatMap(writeCase),
    '  <system-out/>',
    '  <system-err/>',
    '</testsuite>',
    '',
  ].join('\n');
}

function writeCase(result: ReplayedExchange): string[] {
  const name = escapeXml(`#${result.number} ${result.method} ${result.url}`);
  const open = `  <testcase classname="hookbench.replay" name="${name}" time="${seconds(result.durationMs)}"`;
  const type = result.status === null ? 'no_answer' : 'other_answer';
  return result.isAsExpected
    ? [`${open}/>`]
    : [
        `${open}>`,
        `    <failure type="${type}" message="${escapeXml(result.text)}"/>`,
        '  </testcase>',
      ];
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

/** XML 1.0 has no place for control characters, halves of a pair and two more, not even escaped. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

import type { DialectFacts } from '../dialects/facts.ts';
import { csharpMac } from './csharp-snippet.ts';
import { goMac } from './go-snippet.ts';
import { javaMac } from './java-snippet.ts';
import { nodeMac, nodeToken } from './node-snippet.ts';
import { phpMac } from './php-snippet.ts';
import { type MacPlan, planSnippet } from './plan.ts';
import { pythonMac, pythonToken } from './python-snippet.ts';
import { rubyMac } from './ruby-snippet.ts';

export type SnippetLanguage = 'node' | 'python' | 'go' | 'ruby' | 'php' | 'java' | 'csharp';

export interface Snippet {
  readonly language: SnippetLanguage;
  readonly name: string;
  readonly code: string;
}

interface Language {
  readonly id: SnippetLanguage;
  readonly name: string;
  readonly comment: string;
  readonly mac: (plan: MacPlan) => string;
  readonly token?: (header: string) => string;
}

const LANGUAGES: readonly Language[] = [
  { id: 'node', name: 'Node', comment: '//', mac: nodeMac, token: nodeToken },
  { id: 'python', name: 'Python', comment: '#', mac: pythonMac, token: pythonToken },
  { id: 'go', name: 'Go', comment: '//', mac: goMac },
  { id: 'ruby', name: 'Ruby', comment: '#', mac: rubyMac },
  { id: 'php', name: 'PHP', comment: '//', mac: phpMac },
  { id: 'java', name: 'Java', comment: '//', mac: javaMac },
  { id: 'csharp', name: 'C#', comment: '//', mac: csharpMac },
];

/**
 * Code that verifies a dialect's requests on raw bytes and in constant time, one per language, made
 * of the same facts that sign and check. Where a scheme is more than a digest, a comment names the
 * provider's package instead.
 */
export function verifySnippets(facts: DialectFacts): Snippet[] {
  const plan = planSnippet(facts);
  return LANGUAGES.map(({ id, name, comment, mac, token }) => {
    const code =
      plan.kind === 'mac'
        ? mac(plan)
        : plan.kind === 'token' && token
          ? token(plan.header)
          : `${comment} ${plan.kind === 'package' ? plan.text : `Compare the header ${plan.header} with the secret in constant time.`}\n`;
    return { language: id, name, code };
  });
}

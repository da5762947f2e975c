import { useEffect, useState } from 'react';
import type { signatureRoutes } from '../../../server/contract/control/signature-routes.ts';
import type { RouteReply } from '../../../server/contract/route.ts';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { SelectField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { CodeBlock } from './CodeBlock.tsx';

type Snippets = RouteReply<(typeof signatureRoutes)['verifySnippets']>['items'];

/** Code that verifies, made from the facts that sign. It reads its secret from the environment. */
export function VerifyCode() {
  const [dialectId, setDialectId] = useState('standard');
  const [language, setLanguage] = useState('node');
  const snippets = useSnippets(dialectId);
  const snippet = snippets?.find((one) => one.language === language) ?? snippets?.[0];
  return (
    <Section title="Verify a signature">
      <div className="flex flex-wrap gap-3">
        <SelectField
          label="Dialect"
          className="w-60"
          value={dialectId}
          onChange={(event) => setDialectId(event.target.value)}
        >
          <DialectOptions chosen={dialectId} />
        </SelectField>
        <SelectField
          label="Language"
          className="w-40"
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
        >
          {(snippets ?? []).map((one) => (
            <option key={one.language} value={one.language}>
              {one.name}
            </option>
          ))}
        </SelectField>
      </div>
      {snippets === null ? (
        <SkeletonLines />
      ) : snippet ? (
        <CodeBlock label={`Verify in ${snippet.name}`} code={snippet.code} />
      ) : (
        <p className="text-body text-ink-2">
          This dialect is not signed: there is nothing to verify.
        </p>
      )}
    </Section>
  );
}

function useSnippets(dialectId: string): Snippets | null {
  const { client, notices } = useWorkbench();
  const [found, setFound] = useState<{ dialectId: string; items: Snippets } | null>(null);
  useEffect(() => {
    let isGone = false;
    client
      .call('verifySnippets', { params: { id: dialectId } })
      .then(({ items }) => isGone || setFound({ dialectId, items }))
      .catch(() => notices.show('The code could not be loaded.', { tone: 'failed' }));
    return () => {
      isGone = true;
    };
  }, [client, notices, dialectId]);
  return found?.dialectId === dialectId ? found.items : null;
}

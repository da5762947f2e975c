import { useState } from 'react';
import { SkeletonLines } from '../../components/body/BodyLoader.tsx';
import { SelectField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { CodeBlock } from './CodeBlock.tsx';

/** What is delivered: each event type with its sample and its schema. */
export function Payloads() {
  const types = useResource(useWorkbench().resources.eventTypes).data;
  const [chosen, setChosen] = useState<string | null>(null);
  const type = types?.find(({ name }) => name === chosen) ?? types?.[0];
  if (!types || !type) {
    return <SkeletonLines />;
  }
  const body = JSON.stringify({ event: type.name, data: type.sample }, null, 2);
  return (
    <>
      <Section title="What you receive">
        <SelectField
          label="Event type"
          className="w-72 max-w-full"
          value={type.name}
          onChange={(event) => setChosen(event.target.value)}
        >
          {types.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <p className="text-body text-ink-2">{type.description}</p>
        <CodeBlock label={`Request with ${type.name}`} code={`${HEAD}\n\n${body}`} />
      </Section>
      <Section title="Schema of data">
        <CodeBlock
          label={`JSON Schema of ${type.name}`}
          code={JSON.stringify(type.schema, null, 2)}
        />
      </Section>
    </>
  );
}

const HEAD = `POST /hooks HTTP/1.1
content-type: application/json
webhook-id: evt_…
webhook-timestamp: 1780000000
webhook-signature: v1,…`;

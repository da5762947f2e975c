import { Section } from '../../components/Scene.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { useOwnUrls } from './use-own-urls.ts';

export function QuickStart() {
  const { exposee, receiver } = useOwnUrls();
  return (
    <>
      <Section title="Register your URL">
        <p className="text-body text-ink-2">
          The answer holds the secret, once. A ping is delivered to the URL at once. The same URL
          again adds event types and keeps its secret.
        </p>
        <CodeBlock label="Register a URL" code={registerCode(exposee, receiver)} />
      </Section>
      <Section title="Answer 2xx, then work">
        <p className="text-body text-ink-2">
          Check the signature over the raw bytes, store the event, answer with any 2xx within 15
          seconds, and do the work afterwards. Any other answer, and none, is tried again: at once,
          then after 5 s, 5 min, 30 min, 2 h, 5 h and twice 10 h. 410 ends the subscription.
          Retry-After is obeyed.
        </p>
        <p className="text-body text-ink-2">
          The same event can come twice: <code className="mono">webhook-id</code> stays the same, so
          that you can leave out what you have seen.
        </p>
      </Section>
      <Section title="Fire an event">
        <CodeBlock label="Fire an event" code={triggerCode(exposee)} />
      </Section>
      <Section title="Ping, list, unregister">
        <CodeBlock label="Ping, list, unregister" code={restCode(exposee, receiver)} />
      </Section>
    </>
  );
}

function registerCode(exposee: string, receiver: string): string {
  return `curl -X POST ${exposee}/webhooks/register \\
  -H 'Content-Type: application/json' \\
  -d '{"url": "${receiver}/hooks", "event_types": ["payment_*"]}'`;
}

function triggerCode(exposee: string): string {
  return `curl -X POST ${exposee}/trigger \\
  -H 'Content-Type: application/json' \\
  -d '{"event": "payment_received", "data": {"amount": "12.50", "currency": "EUR"}}'`;
}

function restCode(exposee: string, receiver: string): string {
  return `curl -X POST ${exposee}/ping

curl ${exposee}/webhooks

curl -X DELETE ${exposee}/webhooks/unregister \\
  -H 'Content-Type: application/json' \\
  -d '{"url": "${receiver}/hooks"}'`;
}

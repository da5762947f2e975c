import type { Subscription } from '../../../server/contract/subscription.ts';
import { Fact } from '../../components/Scene.tsx';
import { durationText } from '../../text/amount-text.ts';
import { delayText, scheduleText } from '../../text/schedule-text.ts';
import { HeadOfLine } from './HeadOfLine.tsx';

/** How it is delivered. What is as for everyone is not told. */
export function PolicyFacts({ subscription }: { subscription: Subscription }) {
  const { policy } = subscription;
  const headers = Object.entries(subscription.headers);
  return (
    <>
      <Fact name="Retries">
        {policy.at_most_once ? 'never again: at most once' : scheduleText(policy.schedule)}
      </Fact>
      <Fact name="Timeout">{durationText(policy.timeout_ms)}</Fact>
      <Fact name="Pace">
        {policy.concurrency} at the same time
        {policy.rate_per_s === null ? '' : `, ${policy.rate_per_s}/s at most`}
      </Fact>
      {policy.ordered ? <HeadOfLine subscription={subscription} /> : null}
      {policy.content_filter === null ? null : (
        <Fact name="Filter">
          <span className="mono min-w-0 break-all">{policy.content_filter}</span>
        </Fact>
      )}
      {headers.length === 0 ? null : (
        <Fact name="Headers">
          <span className="mono min-w-0 break-all">{headers.map(([name]) => name).join(', ')}</span>
        </Fact>
      )}
      <Fact name="If it fails">
        {policy.auto_disable.is_enabled
          ? `disabled after ${delayText(policy.auto_disable.after_ms)} without a success`
          : 'never disabled by itself'}
      </Fact>
      {exceptions(subscription).map((text) => (
        <Fact key={text} name="Allowed">
          {text}
        </Fact>
      ))}
    </>
  );
}

function exceptions({ policy }: Subscription): string[] {
  return [
    ...(policy.allow_private_addresses ? ['private addresses'] : []),
    ...(policy.trust_certificate ? ['a self-signed certificate'] : []),
  ];
}

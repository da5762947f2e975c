import { CircleStop, Zap } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Burst } from '../../../server/contract/burst.ts';
import type { EventType } from '../../../server/contract/event.ts';
import type { Subscription } from '../../../server/contract/subscription.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Button } from '../../components/Button.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { useAct } from '../../stores/use-act.ts';
import { type Form, useForm } from '../../stores/use-form.ts';
import {
  useBlockedBy,
  useCommands,
  useResource,
  useWorkbench,
} from '../../stores/use-workbench.ts';
import { amountOf } from '../../text/amount-text.ts';
import { hostOf, shortUrl } from '../../text/host-of.ts';
import { type BurstValues, checkValues, firstValues, ONE_OFF } from './burst-values.ts';
import { ConfirmHost } from './ConfirmHost.tsx';

interface BurstFormProps {
  types: readonly EventType[];
  subscriptions: readonly Subscription[];
  running: Burst | undefined;
}

/** What to send where, and the two buttons. */
export function BurstForm({ types, subscriptions, running }: BurstFormProps) {
  const { client, resources } = useWorkbench();
  const [, navigate] = useLocation();
  const blockedBy = useBlockedBy();
  const receiverUrl = useResource(resources.state).data?.receiver.url ?? 'http://127.0.0.1:8080';
  const [asked, setAsked] = useState<string | null>(null);
  const send = async (values: BurstValues, host?: string) => {
    try {
      await client.call('startBurst', { body: bodyOf(values, host) });
      await resources.bursts.reload();
      navigate('/burst');
    } catch (error) {
      if (!asksForHost(error)) {
        throw error;
      }
      setAsked(hostOf(targetUrl(values, subscriptions)));
    }
  };
  const form = useForm<BurstValues>({
    initial: firstValues(types[0]?.name ?? 'payment_received', subscriptions, receiverUrl),
    check: checkValues,
    send: (values) => send(values),
    fieldOf: fieldOfPath,
  });
  const { stop, startBlockedBy } = useStartAndStop(form, running, blockedBy);
  return (
    <section
      aria-label="New burst"
      className="grid gap-2 rounded-card border border-line bg-panel px-4 py-3"
    >
      <form {...form.frame} className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Fields form={form} types={types} subscriptions={subscriptions} />
        <div className="ml-auto flex flex-wrap justify-end gap-2 pt-5">
          <Button
            type="submit"
            look="primary"
            icon={Zap}
            data-first-focus
            command="submit"
            isBusy={form.isBusy}
            blockedBy={startBlockedBy}
          >
            Start
          </Button>
          <Button
            icon={CircleStop}
            isBusy={stop.isBusy}
            blockedBy={blockedBy ?? (running ? undefined : 'No burst is running.')}
            onClick={() => stop.run()}
          >
            Stop
          </Button>
        </div>
      </form>
      <FormFailure text={form.failure} />
      {asked === null ? null : (
        <ConfirmHost
          host={asked}
          count={amountOf(form.values.count)}
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await send(form.values, asked);
            setAsked(null);
          }}
        />
      )}
    </section>
  );
}

function useStartAndStop(
  form: Form<BurstValues>,
  running: Burst | undefined,
  blockedBy: string | undefined,
) {
  const { client, resources, notices } = useWorkbench();
  const runningId = running?.id;
  const stop = useAct(
    useCallback(async () => {
      if (runningId !== undefined) {
        const { sent } = await client.call('stopBurst', { params: { id: runningId } });
        await resources.bursts.reload();
        notices.show(`Stopped after ${sent.toLocaleString('en')} events.`);
      }
    }, [client, resources, notices, runningId]),
  );
  const startBlockedBy = blockedBy ?? (running ? 'A burst is running.' : undefined);
  const { submit } = form;
  const commands = useMemo(
    () => [
      {
        id: 'submit' as const,
        title: 'Start the burst',
        blockedBy: startBlockedBy,
        run: submit,
      },
      {
        id: 'burst.stop' as const,
        blockedBy: runningId === undefined ? 'No burst is running.' : undefined,
        run: stop.run,
      },
    ],
    [submit, startBlockedBy, stop.run, runningId],
  );
  useCommands(commands);
  return { stop, startBlockedBy };
}

type FieldsProps = Pick<BurstFormProps, 'types' | 'subscriptions'> & { form: Form<BurstValues> };

function Fields({ form, types, subscriptions }: FieldsProps) {
  return (
    <>
      <TextField label="Events" inputMode="numeric" className="w-24" {...form.text('count')} />
      <SelectField label="Of type" className="w-52 min-w-0" {...form.text('eventType')}>
        {types.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <SelectField label="To" className="w-60 min-w-0" {...form.text('target')}>
        {subscriptions.map(({ id, name, url }) => (
          <option key={id} value={id}>
            {name || shortUrl(url)}
          </option>
        ))}
        <option value={ONE_OFF}>A one-off URL</option>
      </SelectField>
      {form.values.target === ONE_OFF ? (
        <TextField
          label="URL"
          isMono
          type="url"
          className="min-w-60 flex-1"
          {...form.text('url')}
          help="Never retried; at most 4 in parallel."
        />
      ) : null}
      {/* They wrap together: a single short field would stand forlorn in the next line. */}
      <div className="flex gap-x-3">
        <TextField label="Per second" inputMode="numeric" className="w-24" {...form.text('rate')} />
        <TextField
          label="Parallel"
          inputMode="numeric"
          className="w-20"
          {...form.text('parallel')}
        />
      </div>
    </>
  );
}

function bodyOf(values: BurstValues, host: string | undefined) {
  return {
    event_type: values.eventType,
    count: amountOf(values.count),
    rate_per_s: amountOf(values.rate),
    parallel: amountOf(values.parallel),
    ...(values.target === ONE_OFF
      ? { url: values.url.trim() }
      : { subscription_id: values.target }),
    ...(host === undefined ? {} : { confirm_host: host }),
  };
}

/** The server knows which hosts are this computer; it asks where one is not. */
function asksForHost(error: unknown): boolean {
  return error instanceof ApiProblem && error.errors.some(({ path }) => path === 'confirm_host');
}

function targetUrl(values: BurstValues, subscriptions: readonly Subscription[]): string {
  return values.target === ONE_OFF
    ? values.url
    : (subscriptions.find(({ id }) => id === values.target)?.url ?? '');
}

const FIELDS: Record<string, string> = {
  event_type: 'eventType',
  rate_per_s: 'rate',
  subscription_id: 'target',
};

function fieldOfPath(path: string): string {
  return FIELDS[path] ?? path;
}

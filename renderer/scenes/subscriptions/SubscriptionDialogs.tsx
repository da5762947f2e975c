import { useLocation } from 'wouter';
import type { PolicyChange } from '../../../server/contract/policy.ts';
import type { Settings } from '../../../server/contract/settings.ts';
import type { Registered, Subscription } from '../../../server/contract/subscription.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { useForm } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { parsePatterns } from '../../text/event-patterns.ts';
import { SubscriptionForm } from './SubscriptionForm.tsx';
import {
  checkValues,
  emptyValues,
  fieldOfPath,
  headersOf,
  policyOf,
  valuesOf,
} from './subscription-values.ts';

interface NewSubscriptionProps {
  url: string;
  onClose: () => void;
  onRegistered: (registered: Registered) => void;
}

export function NewSubscription({ url, onClose, onRegistered }: NewSubscriptionProps) {
  const { client, resources } = useWorkbench();
  const form = useForm({
    initial: emptyValues(url, defaultsOf(useResource(resources.settings).data)),
    check: checkValues,
    fieldOf: fieldOfPath,
    send: async (values) => {
      const registered = await client.call('createSubscription', {
        body: {
          url: values.url.trim(),
          event_types: parsePatterns(values.eventTypes),
          dialect: values.dialect,
          policy: policyOf(values),
          headers: headersOf(values),
          ...(values.description === '' ? {} : { description: values.description }),
          ...(values.name === '' ? {} : { name: values.name }),
          ...(values.secret === '' ? {} : { secret: values.secret }),
        },
      });
      await resources.subscriptions.reload();
      onRegistered(registered);
    },
  });
  return (
    <SubscriptionForm
      title="Register URL"
      submitLabel="Register"
      hasSecret
      form={form}
      onClose={onClose}
    />
  );
}

/** What the settings give to new subscriptions. */
function defaultsOf(settings: Settings | null): PolicyChange {
  return settings === null
    ? {}
    : { schedule: settings.default_schedule, timeout_ms: settings.default_timeout_ms };
}

interface EditSubscriptionProps {
  subscription: Subscription;
  onClose: () => void;
}

export function EditSubscription({ subscription, onClose }: EditSubscriptionProps) {
  const { client, resources, undo } = useWorkbench();
  const { id } = subscription;
  const before = valuesOf(subscription);
  const save = async (values: typeof before) => {
    await client.call('changeSubscription', {
      params: { id },
      body: {
        url: values.url.trim(),
        event_types: parsePatterns(values.eventTypes),
        dialect: values.dialect,
        name: values.name,
        description: values.description,
        headers: headersOf(values),
        policy: policyOf(values),
      },
    });
    await resources.subscriptions.reload();
  };
  const form = useForm({
    initial: before,
    check: checkValues,
    fieldOf: fieldOfPath,
    send: (values) =>
      undo.during(async () => {
        await save(values);
        onClose();
        undo.did({
          text: 'Saved the subscription.',
          undo: () => save(before),
          redo: () => save(values),
        });
      }),
  });
  return (
    <SubscriptionForm
      title={`Edit ${subscription.name || 'subscription'}`}
      submitLabel="Save"
      hasSecret={false}
      form={form}
      onClose={onClose}
    />
  );
}

interface SecretShownOnceProps {
  registered: Registered;
  title: string;
  onClose: () => void;
}

/** The secret leaves the server here; it can be revealed again by the person at this computer. */
export function SecretShownOnce({ registered, title, onClose }: SecretShownOnceProps) {
  const [, navigate] = useLocation();
  const value = registered.secret ?? registered.public_key ?? '';
  return (
    <Dialog
      title={title}
      description={`Give this to the receiver of ${registered.url}, so that it can verify what you send.`}
      isOpen
      onClose={onClose}
      actions={
        <Button
          look="primary"
          onClick={() => {
            onClose();
            navigate(`/subscriptions/${registered.id}`);
          }}
        >
          Done
        </Button>
      }
    >
      <p className="mb-1 text-table font-medium text-ink-2">
        {registered.secret ? 'Secret' : 'Public key'}
      </p>
      <p className="flex items-start gap-1 rounded-control border border-line bg-canvas p-2">
        <span className="mono min-w-0 flex-1 text-body break-all">{value}</span>
        <CopyButton label="Copy secret" text={value} />
      </p>
    </Dialog>
  );
}

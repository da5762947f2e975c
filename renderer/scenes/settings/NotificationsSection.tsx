import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { CheckField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { Status } from '../../components/Status.tsx';
import type { NotificationPermit } from '../../platform/types.ts';
import { usePreference, useResource, useWorkbench } from '../../stores/use-workbench.ts';

/** Who is told what while no window has focus. These stay on this computer. */
export function NotificationsSection() {
  const { platform, preferences } = useWorkbench();
  const notifiesStop = usePreference('notifiesStop');
  const [permit, setPermit] = useState(() => platform.notifications.permit());
  return (
    <>
      <Section title="Notifications">
        <Permit permit={permit} onPermit={setPermit} />
        <p className="text-table text-ink-3">
          Only while no window has focus, at most one in 10 s; what comes meanwhile is told
          together. A click opens what it is about.
        </p>
        <CheckField
          label="A run finished"
          help="A burst that is over, was stopped or aborted."
          isOn={usePreference('notifiesRuns')}
          onChange={(notifiesRuns) => preferences.change({ notifiesRuns })}
        />
        {platform.kind === 'browser' ? (
          <CheckField
            label="The server stopped"
            isOn={notifiesStop}
            onChange={(isOn) => preferences.change({ notifiesStop: isOn })}
          />
        ) : (
          <p className="text-body text-ink-2">The app always says that its server stopped.</p>
        )}
        <CheckField
          label="Show payload text"
          help="The first characters of a request’s body. A notification may lie on a locked screen."
          isOn={usePreference('notifiesPayload')}
          onChange={(notifiesPayload) => preferences.change({ notifiesPayload })}
        />
      </Section>
      <WatchedViews />
    </>
  );
}

const PERMITS: Record<
  NotificationPermit,
  { kind: 'delivered' | 'pending' | 'disabled'; text: string }
> = {
  granted: { kind: 'delivered', text: 'Allowed.' },
  ask: { kind: 'pending', text: 'This browser has not been asked yet.' },
  denied: {
    kind: 'disabled',
    text: 'Blocked by this browser. Allow notifications in its settings for this site.',
  },
  none: {
    kind: 'disabled',
    text: 'Not available here: browsers notify for https and this computer’s own addresses only.',
  },
};

interface PermitProps {
  permit: NotificationPermit;
  onPermit: (permit: NotificationPermit) => void;
}

function Permit({ permit, onPermit }: PermitProps) {
  const { platform, notices } = useWorkbench();
  const { kind, text } = PERMITS[permit];
  const ask = () => {
    platform.notifications
      .ask()
      .then(onPermit)
      .catch(() => notices.show('The browser did not answer.', { tone: 'failed' }));
  };
  return (
    <div className="flex flex-wrap items-center gap-3 text-body">
      <span role="status">
        <Status kind={kind}>{text}</Status>
      </span>
      {permit === 'ask' ? (
        <Button look="primary" onClick={ask}>
          Allow notifications
        </Button>
      ) : null}
      {permit === 'granted' ? (
        <Button
          onClick={() =>
            platform.notifications.show({
              title: 'Hookbench',
              body: 'This is how notifications look.',
              path: '/settings/notifications',
            })
          }
        >
          Show one
        </Button>
      ) : null}
    </div>
  );
}

const LISTS = { inbox: 'Inbox', deliveries: 'Deliveries', traces: 'Traces' };

function WatchedViews() {
  const { preferences, resources } = useWorkbench();
  const views = (useResource(resources.views).data ?? []).filter(({ list }) => list !== 'traces');
  const notified = usePreference('notifiedViews');
  return (
    <Section title="Saved views">
      {views.length === 0 ? (
        <p className="text-body text-ink-2">
          No saved views yet. Save a filter of the Inbox or of Deliveries to be told of what it
          shows.
        </p>
      ) : (
        <ul aria-label="Saved views" className="grid gap-1">
          {views.map(({ id, name, list, filter }) => (
            <li key={id}>
              <CheckField
                label={`Notify me: ${name}`}
                help={`${LISTS[list]}, ${filter === '' ? 'everything' : filter}`}
                isOn={notified.includes(id)}
                onChange={(isOn) =>
                  preferences.change({
                    notifiedViews: isOn
                      ? [...notified, id]
                      : notified.filter((each) => each !== id),
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

import { importRequests } from '../stores/import-requests.ts';
import type { Workbench } from '../stores/workbench.ts';
import { harOfCurl, parseCurl } from './curl-command.ts';
import { recognise } from './pasted-text.ts';

export interface PastedAct {
  title: string;
  detail: string;
  run: () => void;
  /** Where it leads, if it only shows something. */
  path?: string;
}

type Navigate = (path: string) => void;

/** What can be done with text that was pasted into the palette. None of it is remembered. */
export function pastedActs(text: string, workbench: Workbench, navigate: Navigate): PastedAct[] {
  const pasted = recognise(text);
  const attempt = (work: Promise<unknown>) => {
    work.catch(workbench.notices.refuse);
  };
  switch (pasted?.kind) {
    case 'url':
      return urlActs(pasted.url, workbench, { navigate, attempt });
    case 'curl':
      return [
        {
          title: 'Import as request',
          detail: 'the request of the cURL command, into the Inbox; nothing is sent',
          run: () => attempt(importCurl(pasted.text, workbench, navigate)),
        },
      ];
    case 'recording':
      return [
        {
          title: 'Import as request',
          detail: 'what was recorded, into the Inbox; nothing is sent',
          run: () => attempt(importAndShow(pasted.text, workbench, navigate)),
        },
      ];
    case 'secret':
      return [explainAct({ secret: pasted.secret }, workbench, { navigate, attempt })];
    case 'digest':
      return [explainAct({ digest: pasted.digest }, workbench, { navigate, attempt })];
    case 'number':
      return numberActs(pasted.number, navigate);
    case 'id':
      return [showAct(`Go to ${pasted.id}`, 'by its id', pasted.path, navigate)];
    default:
      return [];
  }
}

interface Doing {
  navigate: Navigate;
  attempt: (work: Promise<unknown>) => void;
}

function urlActs(url: string, workbench: Workbench, { navigate, attempt }: Doing): PastedAct[] {
  return [
    {
      title: 'Subscribe this URL',
      detail: url,
      run: () => attempt(subscribe(url, workbench, navigate)),
    },
    {
      title: 'Forward to this URL',
      detail: 'what the Inbox captures goes on to it',
      run: () => attempt(forwardTo(url, workbench)),
    },
    showAct(
      'Send one event to this URL',
      url,
      `/events?type=payment_received&to=${encodeURIComponent(url)}`,
      navigate,
    ),
  ];
}

function numberActs(number: string, navigate: Navigate): PastedAct[] {
  const filter = encodeURIComponent(`id:${number}`);
  return [
    showAct(`Request #${number}`, 'in the Inbox', `/inbox?filter=${filter}`, navigate),
    showAct(`Delivery #${number}`, 'in Deliveries', `/deliveries?filter=${filter}`, navigate),
  ];
}

function showAct(title: string, detail: string, path: string, navigate: Navigate): PastedAct {
  return { title, detail, path, run: () => navigate(path) };
}

async function subscribe(
  url: string,
  { client, notices, resources }: Workbench,
  navigate: Navigate,
): Promise<void> {
  const { id } = await client.call('createSubscription', { body: { url, event_types: ['*'] } });
  await resources.subscriptions.reload();
  navigate(`/subscriptions/${id}`);
  notices.show('Subscribed. A ping is on its way.');
}

async function importCurl(text: string, workbench: Workbench, navigate: Navigate): Promise<void> {
  const request = parseCurl(text);
  if (typeof request === 'string') {
    workbench.notices.show(request, { tone: 'failed' });
    return;
  }
  await importAndShow(harOfCurl(request, new Date()), workbench, navigate);
}

async function importAndShow(
  text: string,
  workbench: Workbench,
  navigate: Navigate,
): Promise<void> {
  const ids = await importRequests(workbench, text);
  const [first] = ids;
  navigate(ids.length === 1 && first !== undefined ? `/inbox/${first}` : '/inbox');
}

type Explained = { digest: string } | { secret: string };

function explainAct(value: Explained, workbench: Workbench, doing: Doing): PastedAct {
  const detail =
    'digest' in value
      ? 'which mistake yields it, for the request in view or the last bad one'
      : 'whether it signed the request in view or the last bad one; it is not kept';
  return {
    title: 'Explain this value',
    detail,
    run: () => doing.attempt(explain(value, workbench, doing.navigate)),
  };
}

/** Of the request in view, else of the last one whose check failed, else of the last one. */
async function explain(
  value: Explained,
  { client, pastedValue, notices }: Workbench,
  navigate: Navigate,
): Promise<void> {
  const inView = /^\/inbox\/(cap_\w+)/.exec(location.pathname)?.[1];
  const newest = async (filter?: string) => {
    const query = { limit: 1, ...(filter === undefined ? {} : { filter }) };
    return (await client.call('listCaptures', { query })).items[0]?.id;
  };
  const id = inView ?? (await newest('sig:bad')) ?? (await newest());
  if (id === undefined) {
    notices.show('Nothing is captured that the value could belong to.', { tone: 'failed' });
    return;
  }
  pastedValue.setState({ value });
  navigate(`/inbox/${id}?tab=signature`);
}

async function forwardTo(url: string, { client, resources, undo }: Workbench): Promise<void> {
  const { forward_urls: before } = await client.call('getSettings');
  const set = async (urls: readonly string[]) => {
    await client.call('changeSettings', { body: { forward_urls: [...urls] } });
    await resources.settings.reload();
  };
  await undo.perform({
    text: 'Forwarding what comes in.',
    undo: () => set(before),
    redo: () => set([url]),
  });
}

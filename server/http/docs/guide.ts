import type { EventType } from '../../contract/event.ts';
import type { Schedule } from '../../contract/policy.ts';
import { durationText } from '../../core/durations.ts';
import { html, type Markup } from './markup.ts';
import {
  receiverSnippets,
  registerSnippets,
  SECRET_SNIPPET,
  type Snippet,
  type SnippetFacts,
  unregisterSnippet,
} from './snippets.ts';

export interface GuideFacts extends SnippetFacts {
  readonly types: readonly EventType[];
  readonly schedule: Schedule;
  readonly timeoutMs: number;
}

const SECTIONS: readonly (readonly [string, string])[] = [
  ['secret', 'Choose a secret'],
  ['receive', 'Receive and verify'],
  ['register', 'Register your URL'],
  ['delivery', 'What is sent'],
  ['retries', 'Answers and retries'],
  ['ping', 'Ping'],
  ['unregister', 'Unregister'],
  ['hooks', 'Trigger hooks'],
  ['publish', 'Publish events'],
  ['events', 'Event types'],
  ['errors', 'Errors'],
];

/** How to integrate, for people who have never seen this server. */
export function guidePage(facts: GuideFacts): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Integrate with webhooks · Hookbench</title>
<link rel="icon" href="/docs/assets/icon.svg">
<link rel="stylesheet" href="/docs/assets/guide.css">
<script type="module" src="/docs/assets/guide.js"></script>
</head>
<body>
<div class="page">
<nav aria-label="On this page">
<div class="brand"><img src="/docs/assets/icon.svg" alt="" width="26" height="26">Hookbench exposee</div>
<ol>${SECTIONS.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol>
<a href="/docs/reference">API reference</a> · <a href="/openapi.json">openapi.json</a>
</nav>
<main>
<h1>Get events as they happen</h1>
<p class="lead">Register a URL, and this server sends each event to it as a signed HTTP POST. Ten minutes, in whatever language your app is written.</p>
<div class="address"><strong>Base URL</strong><code class="mono" id="base-url">${facts.baseUrl}</code>${copyButton('base-url')}</div>
${facts.needsApiKey ? html`<div class="note"><p>An API key is required: ask the owner of this server for it and set it as <code>API_KEY</code>. Every request carries it as <code>Authorization: Bearer …</code> or <code>X-Api-Key: …</code>.</p></div>` : ''}
${firstSteps(facts)}
${deliverySections(facts)}
${furtherSections(facts)}
</main>
</div>
</body>
</html>`;
  return page.text;
}

function firstSteps(facts: GuideFacts): Markup {
  return html`
<h2 id="secret">1. Choose a secret</h2>
<p>Both sides sign and verify with it. Choosing it yourself means that your receiver can check the very first request. Leave it out, and registering answers with a new one.</p>
${snippet(SECRET_SNIPPET)}
<h2 id="receive">2. Receive and verify</h2>
<p>Read the raw body, verify, answer fast with any 2xx, and do the work afterwards. The libraries check the signature and refuse what is older than five minutes.</p>
${tabs('receiver', receiverSnippets())}
<h2 id="register">3. Register your URL</h2>
<p>Name the event types you want, or patterns such as <code>invoice.*</code> and <code>*</code>. A <code>ping</code> is delivered at once. Registering the same URL again adds event types and keeps its id and secret.</p>
${tabs('register', registerSnippets(facts))}`;
}

function deliverySections({ schedule, timeoutMs }: GuideFacts): Markup {
  return html`
<h2 id="delivery">What is sent</h2>
<p>A POST with a JSON body, <code>{"event": "payment_received", "data": …}</code>, and three headers (<a href="https://www.standardwebhooks.com">Standard Webhooks</a>):</p>
<div class="scroll"><table>
<tr><th>Header</th><th>Holds</th></tr>
<tr><td><code>webhook-id</code></td><td>The event’s id. It is the same on every attempt: remember it, and act once.</td></tr>
<tr><td><code>webhook-timestamp</code></td><td>Unix seconds of this attempt.</td></tr>
<tr><td><code>webhook-signature</code></td><td><code>v1,</code> and the base64 of HMAC-SHA256 over <code>id.timestamp.body</code>, keyed with the base64-decoded part of the secret after <code>whsec_</code>. While a secret is rotated there are two, with a space between.</td></tr>
</table></div>
<p>Verify the bytes as they came. A body that was parsed and written again has other bytes, and its signature fails.</p>
<h2 id="retries">Answers and retries</h2>
<p>Any 2xx within ${durationText(timeoutMs)} is a success. Everything else, redirects included, is tried again: ${scheduleText(schedule)}. <code>410</code> ends the subscription; <code>429</code> and <code>503</code> with <code>Retry-After</code> are obeyed. Delivery is at least once, and the order is not promised.</p>`;
}

function furtherSections(facts: GuideFacts): Markup {
  const { baseUrl } = facts;
  return html`
<h2 id="ping">Ping</h2>
<p><code>GET ${baseUrl}/ping</code> sends <code>{"event": "ping", "data": "Ping from Exposee"}</code> to every subscription. <code>POST /webhooks/ping-back</code> with <code>{"url": …}</code> answers the last ping that was sent to a URL, so that you can compare it with what arrived.</p>
<h2 id="unregister">Unregister</h2>
<p>With <code>event</code> beside <code>url</code> one event type is taken away, without it all of them.</p>
${snippet(unregisterSnippet(facts))}
<h2 id="hooks">Trigger hooks</h2>
<p>A trigger hook stores arguments behind an id; calling its URL fires an event with them. <code>POST /webhook</code> takes any JSON object and answers <code>{"id": …}</code>; <code>GET</code> or <code>POST /webhook/{id}</code> fires <code>hook.triggered</code> with the object as data. To fire another event type, add <code>?event=NAME</code> when you create it, or name a known one in the field <code>event_type</code> of the object.</p>
<h2 id="publish">Publish events</h2>
<p><code>POST /trigger</code> takes <code>{"event", "data", "id"?}</code>, an array of them, or one per line as <code>application/x-ndjson</code>, and <code>event</code> must be one of the types below. A batch is answered with one result per event, as JSON or NDJSON by <code>Accept</code>; it is a problem only where none was taken, or where this server stops in the middle of a stream: that 503 has the results of the lines before <code>next_line</code>, and you send the others again (with ids, sending all again is safe). 202 means stored: from then on it is delivered, whatever happens to this server. The same <code>id</code> again is not sent twice, for as long as the first event is kept; with other content it is refused (409). Numbers and spacing of <code>data</code> go out exactly as you wrote them.</p>
<h2 id="events">Event types</h2>
<p>Each with a typical sample. <code>GET ${baseUrl}/event-types</code> answers them with their JSON Schema and further samples, and the <code>webhooks</code> section of <a href="/openapi.json">openapi.json</a> describes each request that you will get, body and headers: generators turn it into types and stubs for your side.</p>
${facts.types.map(eventType)}
<h2 id="errors">Errors</h2>
<p>Every error is a problem document (RFC 9457) with a stable <code>code</code>: 400 for a body that is no JSON, 413 over 1 MiB, 415 for another content type, 422 for fields that are wrong or not known here, each named by its path.</p>
${snippet(PROBLEM_SNIPPET)}`;
}

const PROBLEM_SNIPPET: Snippet = {
  id: 'problem',
  label: 'json',
  fileName: '422 · application/problem+json',
  code: `{
  "type": "urn:hookbench:problem:unknown_event_type",
  "title": "Unprocessable Entity",
  "status": 422,
  "detail": "event_types[1]: payment_recieved is not in the catalogue; did you mean payment_received?",
  "code": "unknown_event_type",
  "errors": [
    {
      "path": "event_types[1]",
      "message": "payment_recieved is not in the catalogue; did you mean payment_received?"
    }
  ]
}`,
};

function eventType(type: EventType): Markup {
  const sample = JSON.stringify({ event: type.name, data: type.sample }, null, 2);
  return html`<details><summary><code>${type.name}</code><span>${withCode(type.description)}</span></summary>${snippet(
    {
      id: `sample-${type.name.replace(/[^\w-]/g, '-')}`,
      label: 'json',
      fileName: type.group,
      code: sample,
    },
  )}</details>`;
}

/** Descriptions name fields in backticks, as Markdown does. */
function withCode(text: string): readonly Markup[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function tabs(group: string, snippets: readonly Snippet[]): Markup {
  return html`<div class="tabs">${snippets.map(
    (item, index) =>
      html`<input type="radio" name="${group}" id="tab-${item.id}"${index === 0 ? html` checked` : ''}><label for="tab-${item.id}">${item.label}</label>${snippet(item)}`,
  )}</div>`;
}

function snippet({ id, fileName, code }: Snippet): Markup {
  return html`<div class="snippet"><header><span>${fileName}</span>${copyButton(`code-${id}`)}</header><pre tabindex="0"><code id="code-${id}">${code}</code></pre></div>`;
}

function copyButton(id: string): Markup {
  return html`<button type="button" data-copy="${id}" hidden>Copy</button>`;
}

function scheduleText(schedule: Schedule): string {
  if (schedule.kind === 'list') {
    const later = schedule.delays_ms.slice(1).map((delayMs) => durationText(delayMs));
    return later.length === 0 ? 'not by default' : `after ${later.join(', ')}`;
  }
  return schedule.kind === 'exponential'
    ? `up to ${schedule.attempts} times, each pause ${schedule.factor} times the one before`
    : `as ${schedule.dialect} does`;
}

/** The page of `GET /docs`: what the receiver serves besides capturing. */
export function integratorDocs(localUrl: string, publicUrl: string | null): string {
  const local = escapeHtml(localUrl);
  const reach = publicUrl === null ? local : `${local} and ${escapeHtml(publicUrl)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Hookbench receiver</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 13px; }
pre { padding: .75rem; border: 1px solid; border-radius: 6px; overflow: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem .4rem 0; vertical-align: top; border-bottom: 1px solid #8886; }
</style>
</head>
<body>
<h1>Hookbench receiver</h1>
<p>Every request to ${reach} is captured byte for byte, whatever its method and path, and answered 204
unless a rule says otherwise. The routes below are served only to requests that come straight from this
computer; through a tunnel or a proxy they are captured like all else.</p>
<table>
<thead><tr><th>Route</th><th>Body</th><th>Does</th></tr></thead>
<tbody>
<tr><td><code>POST /register-webhook</code></td><td><code>{"url"?, "event"?}</code></td><td>Registers this receiver, or the URL, at the exposee for one event type, or for every one.</td></tr>
<tr><td><code>POST /unregister-webhook</code></td><td><code>{"url"?, "event"?}</code></td><td>Takes it back.</td></tr>
<tr><td><code>GET /ping</code></td><td></td><td>Answers <code>{"status": "ok"}</code>.</td></tr>
<tr><td><code>GET /docs</code></td><td></td><td>This page.</td></tr>
</tbody>
</table>
<h2>Try it</h2>
<pre>curl -X POST ${local}/register-webhook -H 'Content-Type: application/json' -d '{"event": "payment_received"}'
curl -X POST ${local}/any/path -d 'captured as it is'
curl -X POST ${local}/unregister-webhook</pre>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

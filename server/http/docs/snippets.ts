/** What the scripts of the guide are written for. */
export interface SnippetFacts {
  /** The exposee as integrators reach it, without a trailing slash. */
  readonly baseUrl: string;
  readonly needsApiKey: boolean;
}

export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly fileName: string;
  readonly code: string;
}

const EXAMPLE_URL = 'https://your-app.example.com/webhooks';

/** Registers a URL, in three languages. */
export function registerSnippets(facts: SnippetFacts): readonly Snippet[] {
  return [registerByCurl(facts), registerByJavaScript(facts), registerByPython(facts)];
}

/** Receivers that check the signature before they believe a word. */
export function receiverSnippets(): readonly Snippet[] {
  return [EXPRESS, FASTAPI];
}

export function unregisterSnippet({ baseUrl, needsApiKey }: SnippetFacts): Snippet {
  const key = needsApiKey ? ` \\\n  -H "Authorization: Bearer $API_KEY"` : '';
  return {
    id: 'unregister',
    label: 'curl',
    fileName: 'unregister.sh',
    code: `curl -X DELETE ${baseUrl}/webhooks/unregister${key} \\
  -H "Content-Type: application/json" \\
  -d '{"url": "${EXAMPLE_URL}"}'`,
  };
}

export const SECRET_SNIPPET: Snippet = {
  id: 'secret',
  label: 'shell',
  fileName: 'terminal',
  code: 'export WEBHOOK_SECRET="whsec_$(openssl rand -base64 32)"',
};

function registerByCurl({ baseUrl, needsApiKey }: SnippetFacts): Snippet {
  const key = needsApiKey ? ` \\\n  -H "Authorization: Bearer $API_KEY"` : '';
  return {
    id: 'curl',
    label: 'curl',
    fileName: 'register.sh',
    code: `curl -X POST ${baseUrl}/webhooks/register${key} \\
  -H "Content-Type: application/json" \\
  -d '{
    "url": "${EXAMPLE_URL}",
    "event_types": ["payment_received", "invoice.*"],
    "secret": "'"$WEBHOOK_SECRET"'"
  }'`,
  };
}

function registerByJavaScript({ baseUrl, needsApiKey }: SnippetFacts): Snippet {
  const options = needsApiKey
    ? `,
  { headers: { Authorization: \`Bearer \${process.env.API_KEY}\` } },`
    : ',';
  return {
    id: 'javascript',
    label: 'JavaScript (axios)',
    fileName: 'register.mjs',
    code: `import axios from 'axios';

const { data } = await axios.post(
  '${baseUrl}/webhooks/register',
  {
    url: '${EXAMPLE_URL}',
    event_types: ['payment_received', 'invoice.*'],
    secret: process.env.WEBHOOK_SECRET,
  }${options}
);
console.log(data.message, data.id);`,
  };
}

function registerByPython({ baseUrl, needsApiKey }: SnippetFacts): Snippet {
  const headers = needsApiKey
    ? `
    headers={"Authorization": f"Bearer {os.environ['API_KEY']}"},`
    : '';
  return {
    id: 'python',
    label: 'Python (requests)',
    fileName: 'register.py',
    code: `import os

import requests

response = requests.post(
    "${baseUrl}/webhooks/register",
    json={
        "url": "${EXAMPLE_URL}",
        "event_types": ["payment_received", "invoice.*"],
        "secret": os.environ["WEBHOOK_SECRET"],
    },${headers}
    timeout=10,
)
response.raise_for_status()
print(response.json()["message"], response.json()["id"])`,
  };
}

const EXPRESS: Snippet = {
  id: 'express',
  label: 'Express',
  fileName: 'receiver.mjs',
  code: `// npm install express standardwebhooks
import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set();
const app = express();

// The raw body: a parsed one has lost the bytes that were signed.
app.post('/webhooks', express.raw({ type: '*/*' }), (request, response) => {
  try {
    const { event, data } = webhook.verify(request.body, request.headers);
    const id = request.headers['webhook-id'];
    if (!seen.has(id)) {
      seen.add(id); // in a database, in earnest
      console.log(event, data);
    }
    response.sendStatus(204);
  } catch {
    response.sendStatus(401);
  }
});
app.listen(3000);`,
};

const FASTAPI: Snippet = {
  id: 'fastapi',
  label: 'FastAPI',
  fileName: 'receiver.py',
  code: `# pip install fastapi uvicorn standardwebhooks
# uvicorn receiver:app --port 3000
import os

from fastapi import FastAPI, HTTPException, Request, Response
from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
seen: set[str] = set()
app = FastAPI()


@app.post("/webhooks")
async def receive(request: Request) -> Response:
    # The raw body: a parsed one has lost the bytes that were signed.
    body = await request.body()
    try:
        message = webhook.verify(body, dict(request.headers))
    except WebhookVerificationError as error:
        raise HTTPException(status_code=401) from error
    if request.headers["webhook-id"] not in seen:
        seen.add(request.headers["webhook-id"])  # in a database, in earnest
        print(message["event"], message["data"])
    return Response(status_code=204)`,
};

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Router from '@koa/router';
import type { Context } from 'koa';
import { stringify } from 'yaml';
import type { EventType } from '../../contract/event.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Catalogue } from '../../flows/event-types.ts';
import { exposeeOpenApi } from '../openapi.ts';
import { DOCS_SCRIPT, DOCS_STYLE, REFERENCE_SCRIPT, REFERENCE_STYLE } from './assets.ts';
import { guidePage } from './guide.ts';
import { ICON } from './icon.ts';

export interface DocsDeps {
  readonly catalogue: Pick<Catalogue, 'all'>;
  readonly settings: () => Settings;
  readonly apiKey: () => string | undefined;
  /** The exposee as integrators reach it: its public URL where one is set. No trailing slash. */
  readonly baseUrl: () => string;
}

const GUIDE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** swagger-ui draws with style attributes and images in data URLs, and fetches the document. */
const REFERENCE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Hookbench</title>
<link rel="icon" href="/docs/assets/icon.svg">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/reference.css">
</head>
<body>
<div class="back"><a href="/docs">← Integration guide</a></div>
<div id="reference"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/reference.js"></script>
</body>
</html>
`;

const OWN_ASSETS: Readonly<Record<string, readonly [string, string]>> = {
  'guide.css': ['text/css', DOCS_STYLE],
  'guide.js': ['text/javascript', DOCS_SCRIPT],
  'reference.css': ['text/css', REFERENCE_STYLE],
  'reference.js': ['text/javascript', REFERENCE_SCRIPT],
  'icon.svg': ['image/svg+xml', ICON],
};
const PACKAGE_ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

/** How to integrate, as a page, as a reference and as OpenAPI. Nothing is loaded from elsewhere. */
export function createDocsRouter(deps: DocsDeps): Router {
  const router = new Router();
  const swaggerFolder = dirname(
    createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
  );
  router.get('openapi', '/openapi.json', (context) => {
    context.type = 'application/json; charset=utf-8';
    context.set('Access-Control-Allow-Origin', '*');
    context.body = openApiText(deps, 'json');
  });
  router.get('openapiYaml', '/openapi.yaml', (context) => {
    context.type = 'application/yaml; charset=utf-8';
    context.set('Access-Control-Allow-Origin', '*');
    context.body = openApiText(deps, 'yaml');
  });
  router.get('docs', '/docs', (context) => {
    const { default_schedule: schedule, default_timeout_ms: timeoutMs } = deps.settings();
    const types = ownTypes(deps);
    const needsApiKey = deps.apiKey() !== undefined;
    const baseUrl = deps.baseUrl();
    const page = guidePage({ types, needsApiKey, baseUrl, schedule, timeoutMs });
    sendPage(context, page, GUIDE_POLICY);
  });
  router.get('root', '/', (context) => context.redirect('/docs'));
  router.get('reference', '/docs/reference', (context) => {
    sendPage(context, REFERENCE_PAGE, REFERENCE_POLICY);
  });
  router.get('assets', '/docs/assets/:name', async (context, next) => {
    const name = String(context.params.name);
    const own = Object.hasOwn(OWN_ASSETS, name) ? OWN_ASSETS[name] : undefined;
    const type =
      own?.[0] ?? (Object.hasOwn(PACKAGE_ASSETS, name) ? PACKAGE_ASSETS[name] : undefined);
    if (type === undefined) {
      return next();
    }
    context.set({ 'Cache-Control': 'public, max-age=3600', 'X-Content-Type-Options': 'nosniff' });
    context.type = type;
    context.body = own?.[1] ?? (await readFile(join(swaggerFolder, name)));
  });
  return router;
}

/** The description of the exposee as one document. */
export function openApiText(
  deps: Pick<DocsDeps, 'catalogue' | 'baseUrl'>,
  format: 'json' | 'yaml',
): string {
  const text = exposeeOpenApi(ownTypes(deps), deps.baseUrl());
  return format === 'json' ? text : stringify(JSON.parse(text), { aliasDuplicateObjects: false });
}

/** Providers' own event types go out in their dialects' shape, which neither page describes. */
function ownTypes({ catalogue }: Pick<DocsDeps, 'catalogue'>): readonly EventType[] {
  return catalogue.all().filter((type) => type.origin !== 'dialect');
}

function sendPage(context: Context, page: string, policy: string): void {
  context.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  });
  context.type = 'text/html; charset=utf-8';
  context.body = page;
}

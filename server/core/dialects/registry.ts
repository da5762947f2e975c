import { adyen, adyenPlatform } from './adyen.ts';
import { bitbucket } from './bitbucket.ts';
import { box } from './box.ts';
import { calendly } from './calendly.ts';
import { cloudeventsBatch, cloudeventsBinary, cloudeventsStructured } from './cloudevents.ts';
import type { Dialect } from './dialect.ts';
import { discord } from './discord.ts';
import { dropbox } from './dropbox.ts';
import { github } from './github.ts';
import { gitlab, gitlabToken } from './gitlab.ts';
import { hubspotV1, hubspotV2, hubspotV3 } from './hubspot.ts';
import { intercom } from './intercom.ts';
import { lemonSqueezy } from './lemon-squeezy.ts';
import { line } from './line.ts';
import { linear } from './linear.ts';
import { mailgun } from './mailgun.ts';
import { meta } from './meta.ts';
import { mux } from './mux.ts';
import { openai } from './openai.ts';
import { paddle } from './paddle.ts';
import { plivo } from './plivo.ts';
import { polar } from './polar.ts';
import { razorpay } from './razorpay.ts';
import { rfc9421 } from './rfc9421.ts';
import { sanity } from './sanity.ts';
import { sendgrid } from './sendgrid.ts';
import { shopify } from './shopify.ts';
import { slack } from './slack.ts';
import { square } from './square.ts';
import { standard } from './standard.ts';
import { standardV1a } from './standard-v1a.ts';
import { stripe } from './stripe.ts';
import { svix } from './svix.ts';
import { twilioForm, twilioJson } from './twilio.ts';
import { typeform } from './typeform.ts';
import { websub } from './websub.ts';
import { workos } from './workos.ts';
import { zoom } from './zoom.ts';

/** The dialects built in, in the order in which they are shown. */
const BUILT_IN: readonly Dialect[] = [
  standard,
  standardV1a,
  svix,
  github,
  gitlab,
  gitlabToken,
  bitbucket,
  stripe,
  slack,
  shopify,
  twilioForm,
  twilioJson,
  discord,
  square,
  zoom,
  linear,
  paddle,
  lemonSqueezy,
  mailgun,
  sendgrid,
  intercom,
  dropbox,
  meta,
  typeform,
  calendly,
  hubspotV3,
  hubspotV2,
  hubspotV1,
  workos,
  adyen,
  adyenPlatform,
  openai,
  polar,
  mux,
  sanity,
  line,
  razorpay,
  box,
  plivo,
  websub,
  cloudeventsBinary,
  cloudeventsStructured,
  cloudeventsBatch,
  rfc9421,
];

const builtInById = new Map(BUILT_IN.map((dialect) => [dialect.id, dialect]));

/** The dialects from files of the data folder. Set once, by the host, before anything is served. */
let userDialects: readonly Dialect[] = [];
let allDialects: readonly Dialect[] = BUILT_IN;

/** Makes a user's dialects known beside those built in. Throws RangeError where one takes a built-in id. */
export function setUserDialects(dialects: readonly Dialect[]): void {
  const taken = dialects.find(({ id }) => builtInById.has(id));
  if (taken) {
    throw new RangeError(`the dialect id ${taken.id} is built in: choose another`);
  }
  userDialects = [...dialects];
  allDialects = [...BUILT_IN, ...userDialects];
}

/** A dialect by its id, built in or a user's own. */
export function findDialect(id: string): Dialect | undefined {
  return builtInById.get(id) ?? userDialects.find((dialect) => dialect.id === id);
}

/** Whether every thread knows the dialect by itself. */
export function isBuiltInDialect(id: string): boolean {
  return builtInById.has(id);
}

/** All dialects: those built in, then the user's own. The same array until `setUserDialects` is called. */
export function listDialects(): readonly Dialect[] {
  return allDialects;
}

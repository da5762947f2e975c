import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type AddressRules, isAddressText, whyBlocked } from '../../core/address-policy.ts';

/** Resolves a name to all its addresses. Tests give their own. */
export type ResolveName = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** The address policy refused; nothing was sent. */
class BlockedAddressError extends Error {
  readonly code = 'HOOKBENCH_BLOCKED';
}

export interface ConnectOptions extends AddressRules {
  readonly trustsCertificate: boolean;
  readonly connectTimeoutMs: number;
}

/**
 * A connector for undici that judges every address at the moment of connecting: a literal one
 * before the socket is made, those of a name inside the very look-up that the socket uses. There
 * is no second look-up that could answer otherwise, so a rebinding name gains nothing.
 */
export function guardedConnector(
  options: ConnectOptions,
  resolve: ResolveName,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options, resolve),
    autoSelectFamily: true,
    rejectUnauthorized: !options.trustsCertificate,
  });
  return (target, callback) => {
    const reason = isAddressText(target.hostname) ? whyBlocked(target.hostname, options) : null;
    if (reason !== null) {
      callback(new BlockedAddressError(reason), null);
      return;
    }
    connect(target, callback);
  };
}

function guardedLookup(rules: AddressRules, resolve: ResolveName): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error !== null) {
        callback(error as NodeJS.ErrnoException, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => whyBlocked(address, rules) === null);
      const [first] = allowed;
      if (first === undefined) {
        callback(new BlockedAddressError(whyNone(hostname, addresses, rules)), []);
      } else if (lookupOptions.all === true) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function whyNone(
  hostname: string,
  addresses: readonly LookupAddress[],
  rules: AddressRules,
): string {
  const reason = addresses[0] && whyBlocked(addresses[0].address, rules);
  return reason ? `${hostname} resolves to ${reason}` : `${hostname} has no address`;
}

const LOOPBACKS: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * The system's resolver. `localhost` and names below it mean both loopbacks (RFC 6761), whatever
 * the hosts file says: a server listens on one of them and its user cannot know on which. Those
 * who ask for a name while it is looked up share the answer, so a slow resolver is asked once.
 */
export function createNameResolver(): ResolveName {
  type Done = Parameters<ResolveName>[1];
  const asking = new Map<string, Done[]>();
  return (hostname, done) => {
    if (/^(.+\.)?localhost\.?$/i.test(hostname)) {
      done(null, LOOPBACKS);
      return;
    }
    const waiting = asking.get(hostname);
    if (waiting !== undefined) {
      waiting.push(done);
      return;
    }
    const everyone: Done[] = [done];
    asking.set(hostname, everyone);
    systemLookup(hostname, { all: true }, (error, addresses) => {
      asking.delete(hostname);
      for (const one of everyone) {
        one(error, addresses ?? []);
      }
    });
  };
}

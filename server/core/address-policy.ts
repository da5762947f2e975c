import ipaddr from 'ipaddr.js';

/**
 * Which addresses may be dialled. Addresses are judged, never names: a name is resolved first, and
 * each address that it resolves to is judged at the moment of connecting.
 *
 * | kind       | what                                                            | allowed               |
 * | ---------- | --------------------------------------------------------------- | --------------------- |
 * | public     | everything else                                                 | always                |
 * | loopback   | 127.0.0.0/8, ::1, and 0.0.0.0 and ::, which reach it            | where loopback is     |
 * | private    | RFC 1918, 100.64/10, 198.18/15, fc00::/7, fec0::/10             | where private is      |
 * | link_local | 169.254/16, fe80::/10                                           | never                 |
 * | metadata   | the addresses at which clouds hand out credentials              | never                 |
 * | special    | multicast, broadcast, reserved and documentation ranges         | never                 |
 *
 * An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) is
 * judged as that IPv4 address. Every spelling that the system's resolver would take for an address
 * (decimal, octal, hex, short forms, zone ids) is read as one.
 */
export type AddressKind = 'public' | 'loopback' | 'private' | 'link_local' | 'metadata' | 'special';

/** Which kinds of addresses may be dialled beside public ones. */
export interface AddressRules {
  readonly allowsLoopback: boolean;
  readonly allowsPrivate: boolean;
}

/** AWS, Azure, Google, DigitalOcean, Oracle and Alibaba: none of them is ever a webhook's receiver. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.169.253',
  '168.63.129.16',
  '192.0.0.192',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

const KIND_TEXT: Readonly<Record<AddressKind, string>> = {
  public: 'a public address',
  loopback: 'a loopback address, and the exposee can be reached from outside',
  private: 'a private address, and the exposee can be reached from outside',
  link_local: 'a link-local address',
  metadata: 'a metadata address of a cloud',
  special: 'not an address of a single host',
};

/** Why an address may not be dialled, in a few words; null where it may. */
export function whyBlocked(addressText: string, rules: AddressRules): string | null {
  const kind = kindOfAddress(addressText);
  const isAllowed =
    kind === 'public' ||
    (kind === 'loopback' && rules.allowsLoopback) ||
    (kind === 'private' && rules.allowsPrivate);
  return isAllowed ? null : `${addressText} is ${KIND_TEXT[kind]}`;
}

/** Whether a host is written as an address, in whatever spelling. Brackets and a zone id may be there. */
export function isAddressText(host: string): boolean {
  return parse(host) !== undefined;
}

/** The kind of an address in any spelling; what cannot be read as one is `special`. */
export function kindOfAddress(addressText: string): AddressKind {
  const address = parse(addressText);
  if (address === undefined) {
    return 'special';
  }
  if (address instanceof ipaddr.IPv4) {
    return kindOfIpv4(address);
  }
  return kindOfIpv6(address);
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.parse(bare) : undefined;
}

function kindOfIpv4(address: ipaddr.IPv4): AddressKind {
  if (METADATA_ADDRESSES.has(address.toString())) {
    return 'metadata';
  }
  switch (address.range()) {
    case 'unicast':
      return isIn(address, '198.18.0.0/15') ? 'private' : 'public';
    case 'loopback':
      return 'loopback';
    case 'unspecified':
      // 0.0.0.0 reaches this computer; the rest of 0/8 reaches nothing.
      return address.toString() === '0.0.0.0' ? 'loopback' : 'special';
    case 'private':
    case 'carrierGradeNat':
      return 'private';
    case 'linkLocal':
      return 'link_local';
    default:
      return isIn(address, '198.18.0.0/15') ? 'private' : 'special';
  }
}

function kindOfIpv6(address: ipaddr.IPv6): AddressKind {
  const inner = embeddedIpv4(address);
  if (inner !== undefined) {
    return kindOfIpv4(inner);
  }
  if (METADATA_ADDRESSES.has(address.toString())) {
    return 'metadata';
  }
  switch (address.range()) {
    case 'unicast':
      return isSiteLocal(address) ? 'private' : 'public';
    case 'loopback':
    case 'unspecified':
      return 'loopback';
    case 'uniqueLocal':
      return 'private';
    case 'linkLocal':
      return 'link_local';
    default:
      return isSiteLocal(address) ? 'private' : 'special';
  }
}

/** fec0::/10: given up in 2004, still routed inside some sites. */
function isSiteLocal(address: ipaddr.IPv6): boolean {
  return ((address.parts[0] ?? 0) & 0xffc0) === 0xfec0;
}

/** Ranges of IPv6 that carry an IPv4 address, and at which of the eight parts it starts. */
const CARRIERS: readonly (readonly [string, number])[] = [
  ['::ffff:0:0/96', 6],
  ['::ffff:0:0:0/96', 6],
  ['64:ff9b::/32', 6],
  ['2002::/16', 1],
];
const TEREDO = '2001::/32';

function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const { parts } = address;
  const partAt = (index: number) => parts[index] ?? 0;
  for (const [range, start] of CARRIERS) {
    if (address.match(ipaddr.IPv6.parseCIDR(range))) {
      return ipv4Of(partAt(start), partAt(start + 1));
    }
  }
  if (address.match(ipaddr.IPv6.parseCIDR(TEREDO))) {
    // Teredo hides the client's address by inverting its bits.
    return ipv4Of(partAt(6) ^ 0xffff, partAt(7) ^ 0xffff);
  }
  // The old ::a.b.c.d, which :: and ::1 are not.
  const isCompatible = parts.slice(0, 6).every((part) => part === 0) && partAt(6) !== 0;
  const isIsatap = partAt(5) === 0x5efe && (partAt(4) === 0 || partAt(4) === 0x200);
  return isCompatible || isIsatap ? ipv4Of(partAt(6), partAt(7)) : undefined;
}

function ipv4Of(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

function isIn(address: ipaddr.IPv4, range: string): boolean {
  return address.match(ipaddr.IPv4.parseCIDR(range));
}

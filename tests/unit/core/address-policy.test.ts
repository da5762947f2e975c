import { describe, expect, it } from 'vitest';
import { kindOfAddress, whyBlocked } from '../../../server/core/address-policy.ts';

/** Every spelling that reaches the connector: what `new URL` leaves of a host, and what DNS answers. */
const SPELLINGS: readonly (readonly [string, ReturnType<typeof kindOfAddress>])[] = [
  // Loopback
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['127.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f000001', 'loopback'],
  ['0x7f.0.0.1', 'loopback'],
  ['0x7f.1', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['0177.1', 'loopback'],
  ['017700000001', 'loopback'],
  ['0.0.0.0', 'loopback'],
  ['0', 'loopback'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::1%lo', 'loopback'],
  ['::', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:7f00:0001', 'loopback'],
  ['::ffff:0:127.0.0.1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['::7f00:1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b:1::7f00:1', 'loopback'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:7f00:0001::1', 'loopback'],
  ['2001::80ff:fffe', 'loopback'],
  ['fe80::5efe:127.0.0.1', 'loopback'],
  // Private
  ['10.0.0.1', 'private'],
  ['10.1', 'private'],
  ['167772161', 'private'],
  ['0xa000001', 'private'],
  ['012.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['3232235777', 'private'],
  ['0xc0.0xa8.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.127.255.255', 'private'],
  ['198.18.0.1', 'private'],
  ['fc00::1', 'private'],
  ['fd12:3456:789a::1', 'private'],
  ['fec0::1', 'private'],
  ['::ffff:192.168.1.1', 'private'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['2002:c0a8:101::1', 'private'],
  ['2001:db8::5efe:10.0.0.1', 'private'],
  // Link-local
  ['169.254.1.1', 'link_local'],
  ['2851995905', 'link_local'],
  ['fe80::1', 'link_local'],
  ['fe80::1%eth0', 'link_local'],
  ['[fe80::1%25en0]', 'link_local'],
  ['febf::1', 'link_local'],
  ['::ffff:169.254.1.1', 'link_local'],
  // Metadata of clouds
  ['169.254.169.254', 'metadata'],
  ['2852039166', 'metadata'],
  ['0xa9fea9fe', 'metadata'],
  ['0xa9.0xfe.0xa9.0xfe', 'metadata'],
  ['0251.0376.0251.0376', 'metadata'],
  ['169.254.43518', 'metadata'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['::ffff:a9fe:a9fe', 'metadata'],
  ['64:ff9b::a9fe:a9fe', 'metadata'],
  ['2002:a9fe:a9fe::', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['FD00:EC2:0:0:0:0:0:254', 'metadata'],
  // No single host
  ['0.1.2.3', 'special'],
  ['224.0.0.1', 'special'],
  ['239.255.255.255', 'special'],
  ['255.255.255.255', 'special'],
  ['240.0.0.1', 'special'],
  ['192.0.2.1', 'special'],
  ['203.0.113.9', 'special'],
  ['ff02::1', 'special'],
  ['2001:db8::1', 'special'],
  ['100::1', 'special'],
  ['256.1.1.1', 'special'],
  ['not an address', 'special'],
  ['', 'special'],
  // Public
  ['1.1.1.1', 'public'],
  ['8.8.8.8', 'public'],
  ['134744072', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.1', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.1', 'public'],
  ['11.0.0.1', 'public'],
  ['126.255.255.255', 'public'],
  ['128.0.0.1', 'public'],
  ['169.253.255.255', 'public'],
  ['2606:4700:4700::1111', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['64:ff9b::808:808', 'public'],
  ['2002:808:808::1', 'public'],
];

describe('kindOfAddress', () => {
  it('is tried on at least sixty spellings, each once', () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SPELLINGS.map(([text]) => text)).size).toBe(SPELLINGS.length);
  });

  it.each(SPELLINGS)('%s is %s', (text, kind) => {
    expect(kindOfAddress(text)).toBe(kind);
  });

  it.each(SPELLINGS.filter(([text]) => isHost(text)))(
    'a URL with %s is judged as %s',
    (text, kind) => {
      const host = new URL(`http://${text.includes(':') ? `[${text}]` : text}/`).hostname;
      expect(kindOfAddress(host)).toBe(kind);
    },
  );
});

describe('whyBlocked', () => {
  const desktop = { allowsLoopback: true, allowsPrivate: true };
  const shared = { allowsLoopback: false, allowsPrivate: false };

  it.each(SPELLINGS)('%s, %s: refused or allowed as the table says', (text, kind) => {
    const isEverAllowed = kind === 'public' || kind === 'loopback' || kind === 'private';
    expect(whyBlocked(text, desktop) === null).toBe(isEverAllowed);
    expect(whyBlocked(text, shared) === null).toBe(kind === 'public');
  });

  it('allows loopback without private, and private without loopback', () => {
    const loopbackOnly = { allowsLoopback: true, allowsPrivate: false };
    expect(whyBlocked('127.0.0.1', loopbackOnly)).toBeNull();
    expect(whyBlocked('10.0.0.1', loopbackOnly)).toContain('10.0.0.1 is a private address');
    const privateOnly = { allowsLoopback: false, allowsPrivate: true };
    expect(whyBlocked('10.0.0.1', privateOnly)).toBeNull();
    expect(whyBlocked('::1', privateOnly)).toContain('loopback');
  });
});

/** What WHATWG's URL parser takes: no brackets of ours, no zone ids, no SIIT shorthand problems. */
function isHost(text: string): boolean {
  return URL.canParse(`http://${text.includes(':') ? `[${text}]` : text}/`) && text !== '';
}

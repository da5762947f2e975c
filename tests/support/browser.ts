import { type Browser, chromium } from 'playwright-core';
import { pathOf, requirePart } from './requirements.ts';

/** Quiet and offline: only what a test opens may use the network. Each launch has a fresh profile. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: pathOf(requirePart('chromium')),
    headless: true,
    args: FLAGS,
  });
}

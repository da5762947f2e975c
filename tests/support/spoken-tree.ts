import type { CDPSession, Page } from 'playwright-core';

/** A node as a screen reader is told of it. */
export interface SpokenNode {
  role: string;
  name: string;
  description: string;
  value: string;
  isFocused: boolean;
  properties: Readonly<Record<string, unknown>>;
}

interface AxValue {
  value?: unknown;
}
interface AxNode {
  ignored: boolean;
  role?: AxValue;
  name?: AxValue;
  description?: AxValue;
  value?: AxValue;
  properties?: { name: string; value: AxValue }[];
}

/** The accessibility tree of Chromium: what its platform hands to screen readers. */
export async function openSpokenTree(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');

  async function nodes(): Promise<SpokenNode[]> {
    const answer = await session.send('Accessibility.getFullAXTree');
    return (answer.nodes as AxNode[]).filter((node) => !node.ignored).map(spokenNode);
  }

  return {
    nodes,
    /** The first node with the role whose name fits; undefined where there is none. */
    async find(role: string, name: RegExp): Promise<SpokenNode | undefined> {
      return (await nodes()).find((node) => node.role === role && name.test(node.name));
    },
    /** What is said of the node that has focus. */
    async focused(): Promise<SpokenNode | undefined> {
      return (await nodes()).filter((node) => node.isFocused).at(-1);
    },
  };
}

function spokenNode(node: AxNode): SpokenNode {
  const properties = Object.fromEntries(
    (node.properties ?? []).map(({ name, value }) => [name, value.value]),
  );
  return {
    role: String(node.role?.value ?? ''),
    name: String(node.name?.value ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    description: String(node.description?.value ?? ''),
    value: String(node.value?.value ?? ''),
    isFocused: properties.focused === true,
    properties,
  };
}

/** Collects every text that the live regions take on, in order: what is spoken without being asked. */
export async function listenToRegions(page: Page) {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heardTexts: heard });
    const observer = new MutationObserver(() => {
      for (const region of document.querySelectorAll('[role="status"], [role="alert"]')) {
        const text = region.textContent?.replace(/\s+/g, ' ').trim() ?? '';
        const said = `${region.getAttribute('role')}: ${text}`;
        if (text !== '' && heard.at(-1) !== said) {
          heard.push(said);
        }
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { heardTexts: string[] }).heardTexts);
}

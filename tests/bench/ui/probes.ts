import type { Page } from 'playwright-core';

/** What the page measures of itself while it is used. */
interface Probes {
  longTasks: number[];
  paints: number[];
  toInspector: number[];
  freshness: number[];
  mostRows: number;
  frames: number;
}

declare global {
  interface Window {
    probes: Probes;
    filterTook: Promise<number>;
  }
}

/** Before the page's own scripts: long tasks from the first one on. */
export async function installProbes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probes: Probes = {
      longTasks: [],
      paints: [],
      toInspector: [],
      freshness: [],
      mostRows: 0,
      frames: 0,
    };
    window.probes = probes;
    new PerformanceObserver((list) => {
      probes.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask', buffered: true });
    // Called within a frame: this very frame paints what stands there now.
    const afterThisFrame = (call: () => void) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = call;
      port2.postMessage(null);
    };
    const afterPaint = (call: () => void) => requestAnimationFrame(() => afterThisFrame(call));
    for (const type of ['keydown', 'pointerdown']) {
      document.addEventListener(
        type,
        (event) => {
          afterPaint(() => probes.paints.push(performance.now() - event.timeStamp));
          waitForInspector(event.timeStamp);
        },
        { capture: true },
      );
    }
    function waitForInspector(startMs: number): void {
      const before = location.pathname;
      const look = () => {
        const isOther = location.pathname !== before && location.pathname.includes('/cap_');
        const heading = document.querySelector('[data-inspector] h2, [data-inspector] header');
        if (isOther && heading) {
          afterThisFrame(() => probes.toInspector.push(performance.now() - startMs));
        } else if (performance.now() - startMs < 2000) {
          requestAnimationFrame(look);
        }
      };
      requestAnimationFrame(look);
    }
    let lastSeen = '';
    const everyFrame = () => {
      probes.frames += 1;
      probes.mostRows = Math.max(
        probes.mostRows,
        document.querySelectorAll('[data-row-id]').length,
      );
      const text = document.querySelector('[data-row-id]')?.textContent ?? '';
      const sentAt = /\/live\/(\d{13})\/(\d+)/.exec(text);
      if (sentAt && sentAt[0] !== lastSeen) {
        lastSeen = sentAt[0];
        probes.freshness.push(Date.now() - Number(sentAt[1]));
      }
      requestAnimationFrame(everyFrame);
    };
    requestAnimationFrame(everyFrame);
  });
}

/** Forgets what was measured so far. */
export async function resetProbes(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window.probes, {
      longTasks: [],
      paints: [],
      toInspector: [],
      freshness: [],
      mostRows: 0,
      frames: 0,
    });
  });
}

export function readProbes(page: Page): Promise<Probes> {
  return page.evaluate(() => window.probes);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

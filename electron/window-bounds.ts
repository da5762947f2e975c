import type { Rectangle } from 'electron';
import { z } from 'zod';

export const MIN_WIDTH = 720;
export const MIN_HEIGHT = 520;
const DEFAULT_WIDTH = 1360;
const DEFAULT_HEIGHT = 860;

const RectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});

export const WindowPlaceSchema = z.object({
  bounds: RectangleSchema.optional(),
  isMaximized: z.boolean().default(false),
});
export type WindowPlace = z.infer<typeof WindowPlaceSchema>;

/** By number of the window: the first, the second that is opened beside it, and so on. */
export const WindowPlacesSchema = z.object({ windows: z.array(WindowPlaceSchema).default([]) });

/** Of the window that macOS has for settings. */
export const SETTINGS_SIZE = { width: 840, height: 640 } as const;

/** Part of the title bar that must stay reachable, in pixels. */
const GRIP = 64;

/**
 * Where the window opens: the remembered bounds, cut to the display that shows most of them;
 * centred on the first display where none shows enough to grip it. `workAreas` is never empty.
 */
export function visibleBounds(
  remembered: Rectangle | undefined,
  workAreas: readonly [Rectangle, ...Rectangle[]],
): Rectangle {
  const home = remembered && bestArea(remembered, workAreas);
  if (!remembered || !home) {
    return centred(workAreas[0], remembered);
  }
  const width = Math.min(Math.max(remembered.width, MIN_WIDTH), home.width);
  const height = Math.min(Math.max(remembered.height, MIN_HEIGHT), home.height);
  return {
    x: clamp(remembered.x, home.x, home.x + home.width - width),
    y: clamp(remembered.y, home.y, home.y + home.height - height),
    width,
    height,
  };
}

function bestArea(bounds: Rectangle, areas: readonly Rectangle[]): Rectangle | undefined {
  return areas
    .map((area) => ({ area, seen: overlap(bounds, area) }))
    .filter(({ seen }) => seen.width >= GRIP && seen.height >= GRIP)
    .sort((a, b) => b.seen.width * b.seen.height - a.seen.width * a.seen.height)[0]?.area;
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
  };
}

function centred(area: Rectangle, size: Rectangle | undefined): Rectangle {
  const width = Math.min(size?.width ?? DEFAULT_WIDTH, area.width);
  const height = Math.min(size?.height ?? DEFAULT_HEIGHT, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

// Renders the PNGs of this folder from icon.svg and tray.svg: `node resources/render-icons.mjs`.
// Needs Chromium; run by hand after a change of a drawing.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const folder = new URL('./', import.meta.url);
const read = (name) => readFile(new URL(name, folder), 'utf8');

const icon = await read('icon.svg');
const template = await read('tray.svg');
// A dot as a notch: trouble shows in the shape, not in the colour alone.
const dot = '<circle cx="378" cy="434" r="64" fill="#000000"/></svg>';
const problem = template.replace('</svg>', dot);
// Panels of Linux and Windows are light or dark; this violet is seen on both.
const colored = (svg) => svg.replaceAll('#000000', '#8B63E0');

// The drawing is too fine for 16 px: there it is the shape of the tray, in one colour.
const SIZES = [32, 48, 64, 128, 256, 512, 1024];

const IMAGES = [
  ...SIZES.map((size) => [`icons/${size}x${size}.png`, icon, size]),
  ['icons/16x16.png', colored(template), 16],
  ['icon.png', icon, 512],
  ['trayTemplate.png', template, 16],
  ['trayTemplate@2x.png', template, 32],
  ['tray-problemTemplate.png', problem, 16],
  ['tray-problemTemplate@2x.png', problem, 32],
  ['tray.png', colored(template), 16],
  ['tray@2x.png', colored(template), 32],
  ['tray-problem.png', colored(problem), 16],
  ['tray-problem@2x.png', colored(problem), 32],
];

await mkdir(new URL('icons/', folder), { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const [name, svg, size] of IMAGES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await writeFile(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

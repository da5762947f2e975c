/** The guide's look: the window's colours, in light and dark, without a single outside file. */
export const DOCS_STYLE = `
:root {
  color-scheme: light dark;
  --canvas: #ffffff; --panel: #f6f7f9; --line: #dfe3e8; --ink: #16191d; --ink-2: #50585f;
  --accent: #5b3fd6; --ok: #18713f; --code: #f6f7f9; --mark: #efeafd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #0f1217; --panel: #171b21; --line: #2b323b; --ink: #e6e9ed; --ink-2: #a2abb5;
    --accent: #c3a3ff; --ok: #6fd39b; --code: #171b21; --mark: #251f3a;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
body {
  margin: 0; background: var(--canvas); color: var(--ink);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.page { display: grid; grid-template-columns: 15rem minmax(0, 46rem); gap: 3.5rem; max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.5rem 6rem; }
nav { position: sticky; top: 2.5rem; align-self: start; font-size: 0.875rem; }
nav .brand { display: flex; align-items: center; gap: 0.6rem; font-weight: 600; margin-bottom: 1.25rem; }
nav ol { list-style: none; margin: 0 0 1.25rem; padding: 0; border-left: 1px solid var(--line); }
nav ol a { display: block; padding: 0.2rem 0 0.2rem 0.9rem; color: var(--ink-2); text-decoration: none; }
nav ol a:hover { color: var(--ink); box-shadow: -1px 0 0 var(--accent); }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 0.5rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 0.5rem; padding-top: 0.25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 0.25rem; }
p, li { max-width: 42rem; }
.lead { font-size: 1.0625rem; color: var(--ink-2); margin: 0 0 1.25rem; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: 0.8125rem; font-variant-ligatures: none; }
p code, li code, td code { background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.35em; overflow-wrap: anywhere; }
.address { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem; }
.address strong { font-weight: 600; }
.snippet { border: 1px solid var(--line); border-radius: 8px; margin: 0.9rem 0; overflow: hidden; background: var(--code); }
.snippet header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: 0.35rem 0.5rem 0.35rem 1rem; border-bottom: 1px solid var(--line); color: var(--ink-2); font-size: 0.8125rem; }
.snippet pre { margin: 0; padding: 0.9rem 1rem; overflow-x: auto; line-height: 1.55; tab-size: 2; }
button { font: inherit; font-size: 0.8125rem; color: var(--ink); background: var(--canvas); border: 1px solid var(--line); border-radius: 5px; padding: 0.15rem 0.7rem; cursor: pointer; min-height: 1.75rem; }
button:hover { border-color: var(--accent); }
button.is-done { color: var(--ok); border-color: var(--ok); }
.tabs { display: flex; flex-wrap: wrap; margin-top: 0.9rem; }
.tabs > input { position: absolute; opacity: 0; }
.tabs > label { order: 0; padding: 0.3rem 0.9rem; font-size: 0.875rem; color: var(--ink-2); border-bottom: 2px solid transparent; cursor: pointer; }
.tabs > input:checked + label { color: var(--ink); border-color: var(--accent); font-weight: 600; }
.tabs > input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: -2px; }
.tabs > .snippet { order: 1; width: 100%; display: none; margin-top: 0; border-top-left-radius: 0; }
.tabs > input:checked + label + .snippet { display: block; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin: 0.9rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); }
td:first-child code { white-space: nowrap; }
th { color: var(--ink-2); font-weight: 500; }
.scroll { overflow-x: auto; }
details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: 0.5rem 0 0.5rem 1.25rem; position: relative; display: grid; grid-template-columns: minmax(10rem, 14rem) 1fr; gap: 0.25rem 1rem; list-style: none; }
summary::before { content: ""; position: absolute; left: 0.2rem; top: 1.15rem; width: 0.4rem; height: 0.4rem; border: solid var(--ink-2); border-width: 0 1.5px 1.5px 0; transform: translateY(-50%) rotate(-45deg); }
details[open] > summary::before { transform: translateY(-60%) rotate(45deg); }
summary::-webkit-details-marker { display: none; }
summary:hover > code { border-color: var(--accent); }
summary > code { justify-self: start; align-self: start; background: var(--code); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.4em; }
summary span { color: var(--ink-2); font-size: 0.875rem; }
.note { background: var(--mark); border-radius: 8px; padding: 0.75rem 1rem; margin: 0.9rem 0; }
.note p { margin: 0; }
@media (max-width: 60rem) {
  .page { grid-template-columns: minmax(0, 1fr); gap: 1.5rem; padding-top: 1.5rem; }
  nav { position: static; }
  nav ol { columns: 2; border-left: 0; }
  nav ol a { padding-left: 0; }
  summary { grid-template-columns: 1fr; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print { nav, button { display: none; } .page { display: block; } }
`;

/** Copy buttons. The text is what is seen, so nothing can differ. */
export const DOCS_SCRIPT = `
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    const text = source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https the clipboard is closed to pages: select the text, and copying is one key away.
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (!document.execCommand('copy')) {
        button.textContent = 'Selected';
        return;
      }
    }
    button.textContent = 'Copied';
    button.classList.add('is-done');
    setTimeout(() => {
      button.textContent = 'Copy';
      button.classList.remove('is-done');
    }, 1600);
  });
}
`;

/** Starts the reference on the page that holds its scripts. */
export const REFERENCE_SCRIPT = `
window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

export const REFERENCE_STYLE = `
.back { font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; padding: 1rem 1.25rem; border-bottom: 1px solid #dfe3e8; background: #fff; }
.back a { color: #5b3fd6; }
body { margin: 0; background: #fff; }
@media (prefers-color-scheme: dark) {
  html { background: #0f1217; color-scheme: dark; }
  body, .back { background: #0f1217; }
  .back { border-color: #2b323b; }
  .back a { color: #c3a3ff; }
  .swagger-ui { filter: invert(0.92) hue-rotate(180deg); }
  .swagger-ui .highlight-code, .swagger-ui .microlight { filter: invert(1) hue-rotate(180deg); }
}
`;

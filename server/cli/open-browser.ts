/** Shows the address in the browser of this computer, where there is one; the address is printed anyway. */
export async function openBrowser(url: string): Promise<void> {
  const { CI, DISPLAY, WAYLAND_DISPLAY, HOOKBENCH_NO_BROWSER } = process.env;
  const hasNoScreen = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
  if (CI || HOOKBENCH_NO_BROWSER || hasNoScreen) {
    return;
  }
  try {
    const { default: open } = await import('open');
    const opener = await open(url);
    opener.on('error', () => undefined);
    opener.unref();
  } catch {
    // Nothing is lost: the address stands in the terminal.
  }
}

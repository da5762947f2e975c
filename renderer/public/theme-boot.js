// Runs before the first paint, so that a chosen theme or density never flashes.
try {
  const stored = JSON.parse(localStorage.getItem('hookbench.preferences') ?? '{}');
  document.documentElement.dataset.theme = stored.theme ?? 'system';
  document.documentElement.dataset.density = stored.density ?? 'compact';
} catch {
  document.documentElement.dataset.theme = 'system';
}

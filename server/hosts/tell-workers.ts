import type { SettingsFlow } from '../flows/settings.ts';
import type { Shared } from './open-redis-stores.ts';
import type { Warnings } from './warnings.ts';
import { sendingRulesOf } from './wire-delivery.ts';

/** Workers keep to the rules of this server, whatever their own configuration says. */
export async function tellWorkers(
  settings: SettingsFlow,
  shared: Shared | undefined,
): Promise<void> {
  const { isShared, allowedPrivateHosts } = sendingRulesOf(settings, false);
  await shared?.rules.tell({ isShared, allowedPrivateHosts: [...allowedPrivateHosts] });
}

export function warnAboutRedis(warnings: Warnings, shared: Shared | undefined): void {
  for (const [index, text] of (shared?.advice ?? []).entries()) {
    warnings.add(`redis_${index + 1}`, text);
  }
}

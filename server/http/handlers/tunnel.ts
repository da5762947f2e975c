import type { controlRoutes } from '../../contract/control-routes.ts';
import type { Probe, Settings } from '../../contract/settings.ts';
import { AppError } from '../../core/errors.ts';
import type { Tunnel } from '../../flows/tunnel.ts';
import type { Handlers } from '../bind-routes.ts';

export interface TunnelHandlerDeps {
  readonly tunnel: Tunnel;
  readonly diagnose: (publicUrl: string) => Promise<Probe>;
  readonly settings: () => Pick<Settings, 'receiver_public_url'>;
}

type Table = typeof controlRoutes;
type Name = 'getTunnel' | 'startTunnel' | 'stopTunnel' | 'moveRegistrations' | 'diagnoseTunnel';

export function createTunnelHandlers(deps: TunnelHandlerDeps): Pick<Handlers<Table>, Name> {
  const { tunnel } = deps;
  return {
    getTunnel: () => tunnel.state(),
    startTunnel: ({ body }) => tunnel.start(body),
    stopTunnel: () => tunnel.stop(),
    moveRegistrations: async () => ({ moved: await tunnel.moveRegistrations() }),
    diagnoseTunnel: ({ body }) => {
      const url = body.url ?? deps.settings().receiver_public_url;
      if (url === null) {
        throw new AppError(
          'conflict',
          'url: the receiver has no public URL. Give one to examine.',
          [{ path: 'url', message: 'is required while receiver_public_url is not set' }],
        );
      }
      return deps.diagnose(url);
    },
  };
}

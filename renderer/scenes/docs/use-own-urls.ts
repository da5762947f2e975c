import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

/** The addresses that others call: the public ones where they are set. */
export function useOwnUrls(): { exposee: string; receiver: string } {
  const state = useResource(useWorkbench().resources.state).data;
  const bare = (url: string) => url.replace(/\/+$/, '');
  return {
    exposee: bare(state?.exposee.public_url ?? state?.exposee.url ?? 'http://127.0.0.1:8000'),
    receiver: bare(state?.receiver.public_url ?? state?.receiver.url ?? 'http://127.0.0.1:8080'),
  };
}

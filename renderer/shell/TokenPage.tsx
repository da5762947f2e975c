import { type FormEvent, useEffect, useRef, useState } from 'react';
import { createClient } from '../api/client.ts';
import { ApiProblem, textOfError } from '../api/problem.ts';
import { Button } from '../components/Button.tsx';
import { TextField } from '../components/Field.tsx';
import { TooltipProvider } from '../components/Tooltip.tsx';
import type { Connection, Platform, TokenAbsence } from '../platform/types.ts';

const REASONS: Record<TokenAbsence, string> = {
  none: 'This tab has no token yet.',
  refused: 'The server has started anew and no longer takes the token of this tab.',
  code_used: 'The address you opened has been used already: its code works once.',
  unreachable: 'The server did not answer.',
};

interface TokenPageProps {
  platform: Platform;
  because: TokenAbsence;
  onConnected: (connection: Connection) => void;
}

/** Asks for the token that the terminal printed. */
export function TokenPage({ platform, because, onConnected }: TokenPageProps) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // The only thing to do here is to paste.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  async function submit(): Promise<void> {
    setBusy(true);
    const connection = { baseUrl: '', token: token.trim() };
    try {
      await createClient(connection).call('getLedger');
      onConnected(platform.acceptToken(connection.token));
    } catch (caught) {
      const isWrong = caught instanceof ApiProblem && caught.code === 'unauthorized';
      setError(isWrong ? 'This is not the token of the running server.' : textOfError(caught));
    } finally {
      setBusy(false);
    }
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    submit().catch(console.error);
  }
  return (
    <TooltipProvider>
      <main className="grid h-full place-content-center p-4">
        <form
          ref={form}
          onSubmit={onSubmit}
          className="grid w-[min(26rem,calc(100vw-2rem))] gap-4 rounded-dialog border border-line bg-panel p-6"
        >
          <h1 className="text-screen font-semibold">Connect to Hookbench</h1>
          <p className="text-body text-ink-2">
            {REASONS[because]} Open the address that <code className="mono">hookbench serve</code>{' '}
            printed last, or paste the token here that it keeps in the file{' '}
            <code className="mono">token</code> of its data folder.
          </p>
          <TextField
            label="Token"
            type="password"
            isMono
            required
            value={token}
            error={error}
            onChange={(event) => setToken(event.target.value)}
          />
          <Button type="submit" look="primary" isBusy={isBusy}>
            Connect
          </Button>
        </form>
      </main>
    </TooltipProvider>
  );
}
